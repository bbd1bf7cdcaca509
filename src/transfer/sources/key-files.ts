import { type Dirent, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { errnoOf } from "#ground/errors";
import type { LeftBehind } from "../left-behind.ts";

/** Whose keys they are, in a report: `run 1a2b: param`. */
export type KeysOf = { readonly left: LeftBehind; readonly of: string };

const STRICT = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * MLflow keeps a file for each key, in folders where the key has slashes. What is there and can't be read as one is told
 * by its key, and stops none of the others.
 */
export function readValues(folder: string, told: KeysOf): Record<string, string> {
  const values: Record<string, string> = {};
  for (const { key, text } of keyTexts(folder, told)) values[key] = text;
  return values;
}

/** The lines of each metric; one without any is told. */
export function* metricFiles(
  folder: string,
  told: KeysOf,
): Iterable<{ key: string; lines: string[] }> {
  for (const { key, text } of keyTexts(folder, told)) {
    const lines = text.split("\n").filter((line) => line !== "");
    if (lines.length === 0) tell(told, key, "it is empty");
    else yield { key, lines };
  }
}

function* keyTexts(folder: string, told: KeysOf): Iterable<{ key: string; text: string }> {
  for (const { key, file } of keyFiles(folder, told, "")) {
    const text = read(file);
    if (typeof text === "string") yield { key, text };
    else tell(told, key, text.problem);
  }
}

function* keyFiles(
  folder: string,
  told: KeysOf,
  below: string,
): Iterable<{ key: string; file: string }> {
  const entries = entriesOf(folder);
  if ("problem" in entries) {
    tell(told, below === "" ? "all" : below, entries.problem);
    return;
  }
  // A tag that was deleted leaves the folder that its key had a part of.
  if (entries.length === 0 && below !== "" && !told.of.endsWith("tag"))
    tell(told, below, "a folder stands in its place");
  for (const { name } of entries) {
    const key = below === "" ? name : `${below}/${name}`;
    const file = join(folder, name);
    const kind = kindOf(file);
    if (name.includes("\uFFFD")) tell(told, key, "its name is no UTF-8");
    else if (kind === "folder") yield* keyFiles(file, told, key);
    else if (kind === "file") yield { key, file };
    else tell(told, key, "it is no file");
  }
}

/** What a name stands for, links followed, as MLflow does. */
function kindOf(file: string): "file" | "folder" | undefined {
  try {
    const info = statSync(file);
    if (info.isDirectory()) return "folder";
    return info.isFile() ? "file" : undefined;
  } catch {
    return undefined;
  }
}

type Problem = { readonly problem: string };

function entriesOf(folder: string): readonly Dirent[] | Problem {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    return errnoOf(error) === "ENOENT" ? [] : problemOf(error);
  }
}

function read(file: string): string | Problem {
  try {
    const bytes = readFileSync(file);
    try {
      return STRICT.decode(bytes);
    } catch {
      return { problem: "it is no UTF-8" };
    }
  } catch (error) {
    return problemOf(error);
  }
}

function problemOf(error: unknown): Problem {
  const errno = errnoOf(error);
  if (errno === undefined) throw error;
  return { problem: errno === "ENOTDIR" ? "a file stands in its place" : `reading it: ${errno}` };
}

function tell({ left, of }: KeysOf, key: string, problem: string): void {
  left.add("keys whose files can't be read", 1, `${of} ${JSON.stringify(key)}: ${problem}`);
}
