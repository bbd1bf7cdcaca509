import type { ServerContext } from "#ground/server";
import { requireModel, requireVersionRow } from "./read-version.ts";
import { describeModel } from "./store/change-model.ts";
import { describeVersion } from "./store/change-version.ts";

/** Replaces the description of a model (version 0), or of a version of it. */
export async function describe(
  context: ServerContext,
  { name, version }: { readonly name: string; readonly version: number },
  description: string,
): Promise<void> {
  const at = context.clock.now();
  await context.database.write(async (tx) => {
    if (version === 0) {
      await requireModel(tx, name);
      await describeModel(tx, name, description, at);
    } else {
      await requireVersionRow(tx, name, version);
      await describeVersion(tx, { name, version }, description, at);
    }
    tx.afterCommit(() => context.events.publish(`models/${name}`));
  });
}
