import { existsSync } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { beneath } from "#ground/files";
import type { ServerContext } from "#ground/server";

/** The path of a place, or `undefined` where a link leads out of the artifacts, or nothing was ever stored. */
export function pathOf(context: ServerContext, place: string): string | undefined {
  const { artifacts } = context.store;
  return existsSync(artifacts) ? beneath(artifacts, place) : undefined;
}

/** The bytes of a file, or of all files in a folder, below the artifacts; a place that isn't there has none. */
export async function bytesOf(context: ServerContext, place: string): Promise<number> {
  const path = pathOf(context, place);
  return path === undefined ? 0 : bytesAt(path);
}

/** As `bytesOf`, of a path. Links count nothing. */
export async function bytesAt(path: string): Promise<number> {
  const info = await lstat(path).catch(() => undefined);
  if (info?.isDirectory() !== true) return info?.isFile() === true ? info.size : 0;
  let bytes = 0;
  for (const name of await readdir(path).catch(() => [])) bytes += await bytesAt(join(path, name));
  return bytes;
}
