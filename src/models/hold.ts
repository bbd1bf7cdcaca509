import type { ArtifactHolder } from "#artifacts";
import type { ServerContext } from "#ground/server";
import type { Held } from "#ground/slice";
import { ownLocation } from "./sources/index.ts";
import { selectHolder, selectHoldersOf } from "./store/select-holder.ts";

/** Fills the hook `artifactHeld`: files of a registered version stay as they are. */
export async function holdArtifact(
  uri: string,
  context: ServerContext,
): Promise<ArtifactHolder | undefined> {
  const found = await selectHolder(context.database, ownLocation(uri) ?? uri);
  if (found === undefined) return undefined;
  const version = `${found.name}@${found.version}`;
  return {
    by: `the registered version ${version}`,
    instead: `store it under another path and register that; or fettle models delete ${version}`,
  };
}

/** Fills the hook `runHeld`: a run or a logged model that a version was registered from is not purged. */
export async function holdRuns(
  ids: readonly string[],
  context: ServerContext,
): Promise<readonly Held[]> {
  const found = await selectHoldersOf(context.database, ids);
  return found.map(({ id, name, version }) => ({ id, by: `model ${name}@${version}` }));
}
