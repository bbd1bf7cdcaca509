import type { Stats } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { beneath } from "#ground/files";
import type { ServerContext } from "#ground/http";

const SCHEME = /^mlflow-artifacts:\/+/;
/** As many names as a message can show. */
const NAMES_MAX = 20;

/** Where a source lies on disk; `undefined` for one of another store, or one that would lead out of ours. */
export function sourcePath(context: ServerContext, source: string): string | undefined {
  if (!SCHEME.test(source)) return undefined;
  try {
    return beneath(context.store.artifacts, source.replace(SCHEME, ""));
  } catch {
    // Before the first artifact there is no folder.
    return undefined;
  }
}

/** The first names in the folder of a source, or its own where it is a file; none where nothing is stored. */
export async function namesOf(context: ServerContext, source: string): Promise<string[]> {
  const path = sourcePath(context, source);
  const info = path === undefined ? undefined : await statOf(path);
  if (path === undefined || info === undefined) return [];
  if (info.isFile()) return [source.slice(source.lastIndexOf("/") + 1)];
  const names = (await readdir(path)).filter((name) => !name.startsWith("."));
  return names.sort().slice(0, NAMES_MAX);
}

/** A file below a source, or the source itself where it is that file; `undefined` where there is none. */
export async function fileOf(
  context: ServerContext,
  source: string,
  inside: string,
): Promise<{ path: string; size: number } | undefined> {
  const own = sourcePath(context, source);
  const info = own === undefined ? undefined : await statOf(own);
  if (own !== undefined && info?.isFile() === true)
    return source.endsWith(`/${inside}`) ? { path: own, size: info.size } : undefined;
  const path = sourcePath(context, `${source}/${inside}`);
  const found = path === undefined ? undefined : await statOf(path);
  return path !== undefined && found?.isFile() === true ? { path, size: found.size } : undefined;
}

function statOf(path: string): Promise<Stats | undefined> {
  return stat(path).catch(() => undefined);
}
