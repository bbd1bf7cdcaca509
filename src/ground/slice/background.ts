import type { ServerContext } from "#ground/server";

/**
 * Work that a slice does in the server without being asked: begun once the tables are up to date, before the first
 * request; `stop` comes after the last request and before the database closes, and resolves when nothing runs any more.
 */
export type Background = (context: ServerContext) => Promise<{ stop(): Promise<void> }>;

/** Begins them one after the other. `stop` stops all of them, the last one first, also where one fails to stop. */
export async function begin(
  all: readonly Background[],
  context: ServerContext,
): Promise<{ stop(): Promise<void> }> {
  const begun: { stop(): Promise<void> }[] = [];
  const stop = async (): Promise<void> => {
    for (const one of begun.splice(0).reverse())
      try {
        await one.stop();
      } catch (error) {
        context.log.error("background work did not stop", { error });
      }
  };
  try {
    for (const one of all) begun.push(await one(context));
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop };
}
