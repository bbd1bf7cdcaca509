import { isMap, isScalar, isSeq, type Pair, parseDocument, type Scalar, type YAMLMap } from "yaml";
import { fieldsOf, type Version } from "./dvc-file.ts";

/** The fields that DVC derives from the content, in its order; all others belong to people. */
const DERIVED = ["md5", "size", "nfiles", "isexec", "hash"] as const;

type Splice = { readonly from: number; readonly to: number; readonly text: string };

/**
 * The text with one entry of `outs` naming another version: comments, order and people's own keys (desc, meta, remote,
 * push) stay. As DVC does: values are replaced where they stand, new keys come last in their entry, and those without
 * a value go. Unlike DVC, what was typed in another style is left as typed.
 */
export function editDvcFile(text: string, index: number, version: Version): string {
  const document = parseDocument(text);
  const list = document.get("outs", true);
  const entry = isSeq(list) ? list.items[index] : undefined;
  if (!isMap(entry)) throw new TypeError("the entry to edit was read before");
  const wanted = new Map(fieldsOf(version));
  const splices = splicesOf(text, entry, wanted);
  if (splices !== undefined) return apply(text, splices);
  // Flow style, or a value that is no plain scalar: the package's own writer keeps comments, if not every space.
  for (const key of DERIVED) {
    const value = derived(version, key);
    if (value === undefined) entry.delete(key);
    else entry.set(key, value);
  }
  return document.toString({ lineWidth: 0, indentSeq: false });
}

function derived(version: Version, key: (typeof DERIVED)[number]): unknown {
  if (key === "hash") return "md5";
  if (key === "nfiles") return version.files;
  if (key === "isexec") return version.executable ? true : undefined;
  return version[key];
}

/** Changes of the text alone; undefined where the entry is written in a way that does not allow them. */
function splicesOf(
  text: string,
  entry: YAMLMap,
  wanted: ReadonlyMap<string, string>,
): Splice[] | undefined {
  if (entry.flow === true) return undefined;
  const pairs = entry.items as Pair<Scalar, unknown>[];
  const last = pairs.at(-1);
  const column = columnOf(text, pairs[0]);
  if (last === undefined || column === undefined) return undefined;
  const splices: Splice[] = [];
  let added = "";
  for (const key of DERIVED) {
    const pair = pairs.find((one) => one.key.value === key);
    const value = wanted.get(key);
    if (pair === undefined) {
      if (value !== undefined) added += `${" ".repeat(column)}${key}:${value}\n`;
      continue;
    }
    const range = isScalar(pair.value) ? pair.value.range : undefined;
    if (range === undefined || range === null || range[0] === range[1]) return undefined;
    if (value !== undefined) splices.push({ from: range[0], to: range[1], text: value.slice(1) });
    else if (pair === pairs[0]) return undefined;
    else splices.push({ from: lineStart(text, pair), to: lineEnd(text, range[1]), text: "" });
  }
  if (added === "") return splices;
  const end = endOf(last);
  if (end === undefined) return undefined;
  const at = lineEnd(text, contentEnd(text, end));
  splices.push({ from: at, to: at, text: text[at - 1] === "\n" ? added : `\n${added}` });
  return splices;
}

function apply(text: string, splices: readonly Splice[]): string {
  return [...splices]
    .sort((a, b) => b.from - a.from || b.to - a.to)
    .reduce((all, one) => all.slice(0, one.from) + one.text + all.slice(one.to), text);
}

function startOf(pair: Pair<Scalar, unknown> | undefined): number | undefined {
  return pair?.key.range?.[0];
}

function endOf(pair: Pair<Scalar, unknown>): number | undefined {
  const range = (pair.value as { range?: number[] | null } | null)?.range ?? pair.key.range;
  return range?.[1];
}

function columnOf(text: string, pair: Pair<Scalar, unknown> | undefined): number | undefined {
  const start = startOf(pair);
  return start === undefined ? undefined : start - (text.lastIndexOf("\n", start - 1) + 1);
}

function lineStart(text: string, pair: Pair<Scalar, unknown>): number {
  return text.lastIndexOf("\n", (startOf(pair) ?? 0) - 1) + 1;
}

/** Behind the line break that ends the line of `offset`. */
function lineEnd(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end === -1 ? text.length : end + 1;
}

function contentEnd(text: string, offset: number): number {
  return text.slice(0, offset).trimEnd().length;
}
