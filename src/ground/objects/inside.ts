import { fail } from "#ground/errors";
import { OBJECT_ERRORS } from "./errors.ts";
import { OWN_FOLDER } from "./object-store.ts";

/** As long as the system lets a path be, its root aside. */
const BYTES_MAX = 3500;
const DECODINGS = 5;

/**
 * A path that a request gave, as a path of a store: parts that are empty or `.` are left out. PATH_INVALID for one
 * that climbs, is absolute, has a sign that is none of a name's or means something in a URI, or would climb for somebody
 * who decodes it again.
 */
export function insidePath(given: string): string {
  const bad = (): Error => fail(OBJECT_ERRORS, "PATH_INVALID", { path: given.slice(0, 200) });
  if (/^[/\\]|^[A-Za-z]:|[\\#\p{Cc}]/u.test(given) || !given.isWellFormed()) throw bad();
  if (Buffer.byteLength(given) > BYTES_MAX) throw bad();
  const parts = given.split("/").filter((part) => part !== "" && part !== ".");
  if (parts.some(climbs) || parts[0]?.toLowerCase().startsWith(OWN_FOLDER)) throw bad();
  return parts.join("/");
}

/**
 * A path below a thing's own folder with any name that a file can have, as an import brings it: `a#b`, `c\\d`, `%2F`. It is
 * never decoded, and no URI is made of it. PATH_INVALID for one that climbs, is absolute, holds a NUL or is too long.
 */
export function ownPath(given: string): string {
  const parts = given.split("/");
  const bad = parts.some((part) => part === "" || part === "." || part === "..");
  if (bad || given.includes("\0") || !given.isWellFormed() || parts.some(isReserved))
    throw fail(OBJECT_ERRORS, "PATH_INVALID", { path: given.slice(0, 200) });
  if (Buffer.byteLength(given) > BYTES_MAX)
    throw fail(OBJECT_ERRORS, "PATH_INVALID", { path: given.slice(0, 200) });
  return given;
}

/** Names under which a file waits until it is whole; no list shows them. */
export function isReserved(name: string): boolean {
  return name.startsWith(`${OWN_FOLDER}-`);
}

/** Whether a part is `..` or holds a separator, now or once it is decoded again. */
function climbs(part: string): boolean {
  let now = part;
  for (let i = 0; i < DECODINGS; i += 1) {
    if (now === ".." || (i > 0 && /^\.$|[/\\\0]/.test(now))) return true;
    if (!now.includes("%")) return false;
    try {
      now = decodeURIComponent(now);
    } catch {
      return false;
    }
  }
  return true;
}
