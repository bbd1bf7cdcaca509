import { isMap, isScalar, isSeq, LineCounter, parseDocument, type YAMLMap } from "yaml";
import { fail } from "#ground/errors";
import { ERRORS } from "../errors.ts";
import { isHash, type Out } from "../model.ts";
import { emitScalar } from "./scalar.ts";

/** A .dvc file as far as Fettle reads it. */
export type DvcFile = {
  readonly outs: readonly Out[];
  /** The folder that the paths of `outs` start from, relative to the .dvc file's own; `.` unless `wdir` says other. */
  readonly folder: string;
  /** It has `deps` or a command: the data comes from elsewhere, and is not added by hand. */
  readonly imported: boolean;
};

/** What is written of a version; `path` is the name beside the .dvc file. */
export type Version = {
  readonly path: string;
  readonly md5: string;
  readonly size: number;
  readonly files?: number | undefined;
  readonly executable: boolean;
};

/** A new .dvc file of one file or folder, byte for byte as `dvc add` writes it. */
export function emitDvcFile(version: Version): string {
  const lines = fieldsOf(version).map(([key, value]) => `  ${key}:${value}\n`);
  lines.push(`  path:${emitScalar(version.path, { column: 7, indent: 4 })}\n`);
  return `outs:\n- ${lines.join("").slice(2)}`;
}

/** The fields that follow the content, each with the space before it. A field without a value is to be left out. */
export function fieldsOf(version: Version): [key: string, value: string][] {
  return [
    ["md5", emitScalar(version.md5, { column: 6, indent: 4 })],
    ["size", ` ${version.size}`],
    ...(version.files === undefined ? [] : [["nfiles", ` ${version.files}`] as [string, string]]),
    ...(version.executable ? [["isexec", " true"] as [string, string]] : []),
    ["hash", " md5"],
  ];
}

/** Reads a .dvc file; DATA_FILE_INVALID names file, line and what is wrong. `file` is for the message. */
export function parseDvcFile(text: string, file: string): DvcFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const broken = document.errors[0];
  const invalid = (problem: string, offset?: number): Error =>
    fail(ERRORS, "DATA_FILE_INVALID", {
      file,
      line: offset === undefined ? undefined : lines.linePos(offset).line,
      problem,
    });
  if (broken !== undefined)
    throw invalid(broken.message.split("\n")[0] ?? "not YAML", broken.pos[0]);
  const top = document.contents;
  if (!isMap(top)) throw invalid("expected a mapping with `outs`");
  const list = top.get("outs", true);
  if (list !== undefined && !isSeq(list)) throw invalid("`outs` is not a list");
  const outs = (list?.items ?? []).map((item) => {
    const offset = (item as { range?: number[] }).range?.[0];
    if (!isMap(item)) throw invalid("an entry of `outs` is not a mapping", offset);
    const out = readOut(item);
    if (typeof out === "string") throw invalid(out, offset);
    return out;
  });
  return {
    outs,
    folder: textOf(top, "wdir") ?? ".",
    imported: top.has("deps") || top.has("cmd"),
  };
}

/** An entry of `outs`, or what is wrong with it. */
function readOut(item: YAMLMap): Out | string {
  const path = textOf(item, "path");
  if (path === undefined || path === "") return "an entry of `outs` has no path";
  const md5 = textOf(item, "md5");
  if (md5 !== undefined && !isHash(md5))
    return `md5 ${JSON.stringify(md5)} is not 32 hex digits, with or without .dir`;
  return {
    path,
    md5,
    size: numberOf(item, "size"),
    files: numberOf(item, "nfiles"),
    executable: textOf(item, "isexec") === "true",
    modern: textOf(item, "hash") !== undefined || md5 === undefined,
    cached: textOf(item, "cache") !== "false",
  };
}

/** A scalar as it was typed: an md5 of digits alone must not become a number. */
function textOf(map: YAMLMap, key: string): string | undefined {
  const node = map.get(key, true);
  if (!isScalar(node) || node.value === null) return undefined;
  return typeof node.value === "string" ? node.value : (node.source ?? String(node.value));
}

function numberOf(map: YAMLMap, key: string): number | undefined {
  const text = textOf(map, key);
  const value = Number(text);
  return text === undefined || !Number.isSafeInteger(value) || value < 0 ? undefined : value;
}
