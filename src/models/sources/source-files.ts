import { type ArtifactEntry, anyPlaceAt, listArtifacts, placeAt, sendArtifact } from "#artifacts";
import type { Answer } from "#ground/http";
import type { ServerContext } from "#ground/server";

/** The names in the folder of a source, or its own where it is a file; none where nothing is stored. */
export async function namesOf(context: ServerContext, source: string): Promise<string[]> {
  const below = await listArtifacts(context, source);
  if (below.length > 0) return below.map((entry) => lastName(entry.path));
  return (await fileAt(context, source)) === undefined ? [] : [lastName(source)];
}

/** A file below a source, or the source itself where it is that file; ARTIFACTS_UNKNOWN where there is none. */
export async function sendFile(
  context: ServerContext,
  source: string,
  inside: string,
): Promise<Answer> {
  if (lastName(source) === inside && (await fileAt(context, source)) !== undefined)
    return sendArtifact(placeAt(context, source));
  return sendArtifact(anyPlaceAt(context, source, inside));
}

/** The file that a source itself is, by its own name; undefined where it is a folder or nothing. */
export async function fileAt(
  context: ServerContext,
  source: string,
): Promise<ArtifactEntry | undefined> {
  const folder = source.slice(0, source.lastIndexOf("/"));
  const name = lastName(source);
  const beside = await listArtifacts(context, folder).catch(() => []);
  const found = beside.find((entry) => !entry.folder && lastName(entry.path) === name);
  return found === undefined ? undefined : { ...found, path: name };
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
