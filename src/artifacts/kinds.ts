import type { Kind } from "#ground/slice";

/** The things of this slice that are told of by themselves; what is shown of them is shown with whose they are. */
export const KINDS: readonly Kind[] = [{ name: "artifact" }];
