import { lstatSync, realpathSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/**
 * The absolute path of `inside` below `root`, or `undefined` where it would lie outside: by climbing, by an absolute
 * path, or through a symbolic link, wherever it leads, in a part that exists. `inside` is separated by `/`.
 */
export function beneath(root: string, inside: string): string | undefined {
  if (inside.includes("\0") || inside.includes("\\")) return undefined;
  const parts = inside.split("/");
  if (parts.some((part) => part === ".." || part === "." || part === "")) return undefined;
  const path = join(root, ...parts);
  const real = realpathSync(root);
  for (let at = path; ; at = dirname(at)) {
    const found = realOf(at);
    // A link to nothing has no real path, yet opening it for writing would make its target.
    if (found === undefined && isEntry(at)) return undefined;
    if (found !== undefined) return found === join(real, relative(root, at)) ? path : undefined;
    if (at === root) return undefined;
  }
}

function realOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/** False also below a file and for a name that is too long, where nothing can be. */
function isEntry(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch {
    return false;
  }
}
