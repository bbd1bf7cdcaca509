import type { PageAsked } from "#ground/objects";
import type { ServerContext } from "#ground/server";
import type { ArtifactEntry } from "./model.ts";
import { type Place, placeAt } from "./place.ts";

/** Entries of a folder of artifacts; `next` asks for those that follow, where there are more. */
export type ArtifactPage = {
  readonly files: readonly ArtifactEntry[];
  readonly next: string | undefined;
};

/** What lies in a folder of artifacts, sorted by name; nothing for a file, or where nothing is. */
export async function listArtifacts(
  context: ServerContext,
  where: string | Place,
): Promise<readonly ArtifactEntry[]> {
  return (await pageArtifacts(context, where, {})).files;
}

/** A page of the same: at most `limit` entries after the name `after`. */
export async function pageArtifacts(
  context: ServerContext,
  where: string | Place,
  page: PageAsked,
): Promise<ArtifactPage> {
  const { store, path, inside } = typeof where === "string" ? placeAt(context, where) : where;
  const { entries, next } = await store.list(path, page);
  const files = entries.map(({ name, folder, size }) => ({
    path: inside === "" ? name : `${inside}/${name}`,
    folder,
    size,
  }));
  return { files, next };
}
