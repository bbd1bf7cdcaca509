import { listArtifacts, sendArtifact } from "#artifacts";
import type { Answer } from "#ground/http";
import type { ServerContext } from "#ground/server";

/** The names in the folder of a source, or its own where it is a file; none where nothing is stored. */
export async function namesOf(context: ServerContext, source: string): Promise<string[]> {
  const below = await listArtifacts(context, source);
  if (below.length > 0) return below.map((entry) => lastName(entry.path));
  return (await isFile(context, source)) ? [lastName(source)] : [];
}

/** A file below a source, or the source itself where it is that file; ARTIFACTS_UNKNOWN where there is none. */
export async function sendFile(
  context: ServerContext,
  source: string,
  inside: string,
): Promise<Answer> {
  if (lastName(source) === inside && (await isFile(context, source)))
    return sendArtifact(context, source);
  return sendArtifact(context, `${source}/${inside}`);
}

async function isFile(context: ServerContext, source: string): Promise<boolean> {
  const folder = source.slice(0, source.lastIndexOf("/"));
  const beside = await listArtifacts(context, folder).catch(() => []);
  return beside.some((entry) => !entry.folder && lastName(entry.path) === lastName(source));
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
