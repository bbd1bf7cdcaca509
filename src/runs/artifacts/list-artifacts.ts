import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { errnoOf } from "#ground/errors";
import type { ServerContext } from "#ground/http";
import type { ArtifactEntry } from "../model.ts";
import { locate } from "./locate.ts";

/** What lies in a folder of a run's artifacts, sorted by name; nothing for a file, or where nothing is. */
export async function listArtifacts(
  context: ServerContext,
  location: string,
): Promise<ArtifactEntry[]> {
  const { inside, path } = await locate(context, location);
  let entries: import("node:fs").Dirent[];
  try {
    entries = await readdir(path, { withFileTypes: true });
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "ENAMETOOLONG"].includes(errnoOf(error) ?? "")) return [];
    throw error;
  }
  const found: ArtifactEntry[] = [];
  for (const entry of entries) {
    const name = inside === "" ? entry.name : `${inside}/${entry.name}`;
    if (entry.isDirectory()) found.push({ path: name, folder: true, size: 0 });
    else if (entry.isFile()) {
      // One that was taken away meanwhile is not there.
      const info = await stat(join(path, entry.name)).catch(() => undefined);
      if (info !== undefined) found.push({ path: name, folder: false, size: info.size });
    }
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}
