/** A source as its text says: a place on this machine's disk, or a URI of some scheme. */
export type ReadSource =
  | {
      readonly kind: "local";
      /** Absolute, without `.` and `..`; `undefined` for a relative path, which leads nowhere. */
      readonly path: string | undefined;
    }
  | {
      readonly kind: "uri";
      /** In small letters. */
      readonly scheme: string;
      /** What follows the colon, decoded, each run of slashes as one. */
      readonly rest: string;
      /** `host:port` after `//`; empty where there is none. */
      readonly host: string;
    };

/** Why a text can't be a source, in the words that MLflow's clients expect. */
export type Unreadable = { readonly kind: "unreadable"; readonly problem: string };

const SOURCE_MAX = 2048;
const DECODINGS_MAX = 10;
const OWN_HOSTS = /^(localhost|127\.0\.0\.1)?$/;
/** Schemes that carry content or code instead of naming a place. */
const NO_PLACES: ReadonlySet<string> = new Set(["data", "jar", "javascript", "vbscript", "blob"]);

const CLIMBS =
  "If supplying a source as an http, https, ftp, object store or mlflow-artifacts uri, it must be absolute, without relative parts, query and fragment.";

/**
 * Reads a source. Nothing is looked up, so that no answer tells what exists. A text that could mean different places to
 * different readers - climbing parts in any encoding, control characters, backslashes, queries - is unreadable.
 */
export function readSource(source: string): ReadSource | Unreadable {
  if (source.length > SOURCE_MAX) return unreadable(`It is longer than ${SOURCE_MAX} characters.`);
  if (!source.isWellFormed()) return unreadable(CLIMBS);
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(source)?.[1]?.toLowerCase();
  if (scheme === undefined || scheme === "file") return readLocal(source, scheme);
  // One letter is a drive of Windows.
  if (scheme.length === 1 || NO_PLACES.has(scheme)) return unreadable(CLIMBS);
  const decoded = decodeAll(source.slice(scheme.length + 1));
  if (decoded === undefined || /[\p{Cc}\\?#]/u.test(decoded)) return unreadable(CLIMBS);
  const isClimbing = decoded.split("/").some((part) => /^\.{1,2}\s*(;|$)/.test(part.trim()));
  if (isClimbing) return unreadable(CLIMBS);
  const [, host = "", path = ""] = /^(?:\/\/([^/]*))?(.*)$/su.exec(decoded) ?? [];
  return { kind: "uri", scheme, host, rest: path.replaceAll(/\/+/g, "/") };
}

function readLocal(source: string, scheme: string | undefined): ReadSource | Unreadable {
  if (/[\p{Cc}\\]|%00|%5c|%2f/iu.test(source)) return unreadable(CLIMBS);
  if (scheme === undefined) return { kind: "local", path: absolute(source) };
  const [, host = "", path = ""] = /^[^:]+:(?:\/\/([^/]*))?(.*)$/su.exec(source) ?? [];
  if (!OWN_HOSTS.test(host))
    return unreadable(`${source} is not a valid remote uri: a file lies on this machine.`);
  if (/[?#]/.test(path)) return unreadable(CLIMBS);
  try {
    return { kind: "local", path: absolute(decodeURIComponent(path)) };
  } catch {
    return unreadable(CLIMBS);
  }
}

/** A path without `.`, `..` and double slashes; `undefined` for a relative one and one that climbs above the root. */
function absolute(path: string): string | undefined {
  if (!path.startsWith("/")) return undefined;
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return `/${parts.join("/")}`;
}

/** Decodes until nothing changes; `undefined` for what is no UTF-8, or was encoded over and over. */
function decodeAll(text: string): string | undefined {
  let now = text;
  for (let i = 0; i < DECODINGS_MAX; i += 1) {
    let next: string;
    try {
      // A percent sign that begins no code stands for itself.
      next = decodeURIComponent(now.replaceAll(/%(?![0-9a-f]{2})/gi, "%25"));
    } catch {
      return undefined;
    }
    if (next === now) return now;
    now = next;
  }
  return undefined;
}

function unreadable(problem: string): Unreadable {
  return { kind: "unreadable", problem };
}
