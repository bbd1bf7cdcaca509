import type { IncomingHttpHeaders } from "node:http";
import type { OpenedObject } from "#ground/objects";

/** What is to be sent of a file: all of it, a part, nothing since the client has it, or nothing since there is no such part. */
export type Wanted =
  | { readonly status: 200 | 206; readonly from: number; readonly to: number }
  | { readonly status: 304 }
  | { readonly status: 416 };

type File = Pick<OpenedObject, "size" | "modifiedAt" | "tag">;

/** Reads the conditions and the range of a request (RFC 9110, sections 13 and 14). More than one range is all of it. */
export function wantedOf(headers: IncomingHttpHeaders, file: File): Wanted {
  if (isKnown(headers, file)) return { status: 304 };
  const all = { status: 200, from: 0, to: file.size } as const;
  if (headers.range === undefined || !mayBeRange(String(headers["if-range"] ?? ""), file))
    return all;
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/i.exec(headers.range.trim());
  if (match === null) return all;
  const [, first = "", last = ""] = match;
  if (first === "") {
    if (last === "") return all;
    if (Number(last) === 0 || file.size === 0) return { status: 416 };
    return { status: 206, from: Math.max(0, file.size - Number(last)), to: file.size };
  }
  const from = Number(first);
  const to = last === "" ? file.size : Math.min(Number(last) + 1, file.size);
  // A range whose ends are the wrong way round is none.
  if (last !== "" && Number(last) < from) return all;
  return from >= file.size ? { status: 416 } : { status: 206, from, to };
}

function isKnown(headers: IncomingHttpHeaders, file: File): boolean {
  const tags = headers["if-none-match"];
  if (tags !== undefined)
    return tags.split(",").some((tag) => {
      const plain = tag.trim().replace(/^W\//, "");
      return plain === "*" || plain === quoted(file);
    });
  const since = Date.parse(headers["if-modified-since"] ?? "");
  return !Number.isNaN(since) && seconds(file.modifiedAt.getTime()) <= seconds(since);
}

/** Whether a range is of the file that the client has the rest of. */
function mayBeRange(condition: string, file: File): boolean {
  if (condition === "") return true;
  if (condition.startsWith('"')) return condition === quoted(file);
  return seconds(Date.parse(condition)) === seconds(file.modifiedAt.getTime());
}

/** A date in a header has whole seconds. */
function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}

/** The entity tag of a file, as a header has it. */
export function quoted(file: Pick<File, "tag">): string {
  return `"${file.tag}"`;
}
