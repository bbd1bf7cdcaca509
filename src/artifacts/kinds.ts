import type { Kind } from "#ground/slice";

/** The things of this slice: a file or a folder that somebody deleted. */
export const KINDS: readonly Kind[] = [{ name: "artifact" }];
