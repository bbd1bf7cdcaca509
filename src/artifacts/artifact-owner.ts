import { defineHook } from "#ground/hooks";
import type { ServerContext } from "#ground/server";

/** Whose artifacts they are, as the slice above says that has the thing. */
export type Owner = {
  readonly id: string;
  readonly project: string;
  /** Where all its artifacts lie. */
  readonly uri: string;
  /** The same as a path in this server's own folder, where they lie there. */
  readonly root: string | undefined;
  /** The error for whoever writes there, where nothing may be written any more. */
  readonly closed?: () => Error;
  /** The topic that says that its artifacts changed. */
  readonly topic?: string;
};

/** Who owns a path in this server's own folder, or who has an id. */
export type OwnerAsked = { readonly path: string } | { readonly id: string };

/**
 * Asked whose an artifact is. A filling finds it among its records, and never takes it from the path; it answers
 * `undefined` for what is nobody's or another's, and throws where there must be an owner and is none.
 */
export const artifactOwner =
  defineHook<(asked: OwnerAsked, context: ServerContext) => Promise<Owner | undefined>>(
    "artifacts.artifactOwner",
  );

/** The owner, or `undefined` for what is nobody's, which MLflow's artifact proxy takes as well. */
export async function ownerOf(
  asked: OwnerAsked,
  context: ServerContext,
): Promise<Owner | undefined> {
  for (const ask of context.hooks.of(artifactOwner)) {
    const owner = await ask(asked, context);
    if (owner !== undefined) return owner;
  }
  return undefined;
}
