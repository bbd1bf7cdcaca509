import { readFileSync } from "node:fs";
import { fail, GROUND_ERRORS, toFettleError } from "#ground/errors";

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** A file's text, which must be UTF-8; FILE_NOT_UTF8 names the first line that is not. */
export function readText(path: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw toFettleError(error, "read", path);
  }
  try {
    return utf8.decode(bytes);
  } catch (error) {
    throw fail(GROUND_ERRORS, "FILE_NOT_UTF8", { path, line: badLine(bytes) }, error);
  }
}

function badLine(bytes: Buffer): number {
  let line = 1;
  for (let from = 0, to = 0; to !== -1; from = to + 1, line += 1) {
    to = bytes.indexOf(0x0a, from);
    try {
      utf8.decode(bytes.subarray(from, to === -1 ? bytes.length : to));
    } catch {
      return line;
    }
  }
  return line;
}
