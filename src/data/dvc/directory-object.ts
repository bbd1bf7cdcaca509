import { type Entry, isHash, sortByCodePoint } from "../model.ts";

/**
 * The bytes of a .dir object: Python's `json.dumps(entries, sort_keys=True)`, sorted by the code points of the path.
 * Their md5 with the ending `.dir` names the folder's content.
 */
export function emitDirectory(entries: readonly Entry[]): Buffer {
  const sorted = sortByCodePoint([...entries], (entry) => entry.relpath);
  const items = sorted.map(
    (entry) => `{"md5": "${entry.md5}", "relpath": ${pythonString(entry.relpath)}}`,
  );
  return Buffer.from(`[${items.join(", ")}]`, "latin1");
}

/** Python's JSON keeps to ASCII, and writes DEL as it is where JSON.stringify does too. */
function pythonString(text: string): string {
  return JSON.stringify(text).replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Reads a .dir object; undefined where the bytes are none, or name a path that leads out of the folder. */
export function parseDirectory(bytes: Uint8Array): Entry[] | undefined {
  let list: unknown;
  try {
    list = JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    return undefined;
  }
  if (!Array.isArray(list)) return undefined;
  const entries: Entry[] = [];
  for (const item of list as { md5?: unknown; relpath?: unknown }[]) {
    const { md5, relpath } = item ?? {};
    if (typeof md5 !== "string" || typeof relpath !== "string") return undefined;
    if (!isHash(md5) || md5.endsWith(".dir") || !staysInside(relpath)) return undefined;
    entries.push({ md5, relpath });
  }
  return entries;
}

/** A path of plain steps downwards. A .dir object comes from other people: it must not reach outside. */
function staysInside(path: string): boolean {
  if (path.includes("\0") || path.startsWith("/")) return false;
  return path.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}
