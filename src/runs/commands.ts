import type { CommandShape } from "#ground/cli";

/** The commands of this slice. */
export const commands: readonly CommandShape[] = [];
