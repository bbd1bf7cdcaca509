import { isAbsolute, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of a `file:` URI of this machine, or of an absolute path; absolute and resolved. */
export function folderOf(uri: string): string | undefined {
  if (isAbsolute(uri)) return /\0/.test(uri) ? undefined : resolve(uri);
  const path = /^file:(?:\/\/(?:localhost)?(?=\/))?(\/(?!\/)[^?#]*)$/i.exec(uri)?.[1];
  if (path === undefined) return undefined;
  try {
    return resolve(fileURLToPath(`file://${path}`));
  } catch {
    return undefined;
  }
}

/** The path from a folder down to another that is the same or below it. */
export function wayDown(root: string, folder: string): string | undefined {
  const way = relative(root, folder);
  return way === ".." || way.startsWith("../") || isAbsolute(way) ? undefined : way;
}
