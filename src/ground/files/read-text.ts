import { readFileSync } from "node:fs";
import { fail, GROUND_ERRORS, toFettleError } from "#ground/errors";

/** A file's text, which must be UTF-8; FILE_FAILED names the first byte that is not. */
export function readText(path: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw toFettleError(error, "read", path);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    const good = new TextDecoder().decode(bytes).indexOf("\ufffd");
    const line = new TextDecoder().decode(bytes).slice(0, good).split("\n").length;
    throw fail(
      GROUND_ERRORS,
      "FILE_FAILED",
      { path, doing: "read", reason: `line ${line} is not UTF-8; save the file as UTF-8` },
      error,
    );
  }
}
