import { fail } from "#ground/errors";
import { defineHook } from "#ground/hooks";
import type { ServerContext } from "#ground/server";
import { ARTIFACT_ERRORS } from "./errors.ts";

/** Who needs a file as it is, `the registered version intent@2`, and what a person may type or do instead. */
export type ArtifactHolder = { readonly by: string; readonly instead: string };

/**
 * Asked before a file that exists is replaced by another content, or a file or folder is deleted. A filling answers with
 * what needs it as it is, or `undefined`. `uri` is the file's or the folder's, in the form in
 * which the artifact URI of its run or logged model begins: `mlflow-artifacts:/1/<run>/artifacts/model/MLmodel`.
 */
export const artifactHeld =
  defineHook<(uri: string, context: ServerContext) => Promise<ArtifactHolder | undefined>>(
    "artifacts.artifactHeld",
  );

/** Throws ARTIFACTS_HELD where something needs the file or a part of the folder as it is. */
export async function refuseHeld(uri: string, context: ServerContext): Promise<void> {
  for (const ask of context.hooks.of(artifactHeld)) {
    const holder = await ask(uri, context);
    if (holder !== undefined) throw fail(ARTIFACT_ERRORS, "ARTIFACTS_HELD", { uri, ...holder });
  }
}
