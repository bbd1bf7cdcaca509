import type { Kind } from "#ground/slice";

/** The things of this slice. */
export const KINDS: readonly Kind[] = [{ name: "data", id: ":path@:md5" }];
