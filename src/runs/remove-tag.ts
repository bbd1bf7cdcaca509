import { fail } from "#ground/errors";
import type { ServerContext } from "#ground/server";
import { ERRORS } from "./errors.ts";
import { selectActiveRun } from "./store/select-active-run.ts";
import { deleteTag } from "./store/upsert-tag.ts";

/** Takes a tag off a run. A tag may be set again, so nothing goes to the trash. */
export async function removeTag(context: ServerContext, id: string, key: string): Promise<void> {
  await context.database.write(async (tx) => {
    const run = await selectActiveRun(tx, id);
    if (!(await deleteTag(tx, run, key))) throw fail(ERRORS, "RUNS_TAG_UNKNOWN", { key, id });
    tx.afterCommit(() => context.events.publish(`runs/${id}`));
  });
}
