import { defineHook, type Hook } from "#ground/hooks";
import type { ServerContext } from "#ground/server";

/** Asked after a person purged something: who shares what files hold gives back what nobody has any more. */
export const purged: Hook<(context: ServerContext) => Promise<void>> = defineHook("trash.purged");
