import { fail } from "#ground/errors";
import type { ServerContext } from "#ground/server";
import { ERRORS } from "../errors.ts";
import { requireModel, requireVersionRow } from "../read-version.ts";
import { showModel, touchModel } from "../store/change-model.ts";
import { showVersion } from "../store/change-version.ts";
import { insertHistory } from "../store/history.ts";
import { selectNamed } from "../store/select-models.ts";
import { selectAnyVersion } from "../store/select-versions.ts";

type Wish = { readonly name: string; readonly user: string; readonly reason: string };

/** Brings a deleted version back, without the aliases that it had. One that is there stays as it is. */
export async function restoreVersion(
  context: ServerContext,
  wish: Wish & { readonly version: number },
): Promise<void> {
  const { name, version } = wish;
  const at = context.clock.now();
  await context.database.write(async (tx) => {
    const { project } = await requireModel(tx, name);
    const row = await selectAnyVersion(tx, name, version);
    if (row === undefined || row.deleted_at === null) {
      await requireVersionRow(tx, name, version);
      return;
    }
    await showVersion(tx, { name, version }, at);
    await touchModel(tx, name, at);
    await insertHistory(tx, { ...lineOf(wish, project, at), from: null, to: version });
    tx.afterCommit(() => {
      context.events.publish(`models/${name}`, { version });
      context.events.publish("trash");
    });
  });
}

/** Brings a deleted model back, with the versions that were deleted with it. One that is there stays as it is. */
export async function restoreModel(context: ServerContext, wish: Wish): Promise<void> {
  const { name } = wish;
  const at = context.clock.now();
  await context.database.write(async (tx) => {
    const model = await selectNamed(tx, name);
    if (model === undefined || model.renamed_to !== null || model.purged_at !== null)
      throw fail(ERRORS, "MODELS_UNKNOWN", {
        name,
        ...(model?.renamed_to == null ? {} : { renamed: model.renamed_to }),
      });
    if (model.deleted_at === null) return;
    await showModel(tx, { name, deletedAt: model.deleted_at, at });
    await insertHistory(tx, { ...lineOf(wish, model.project, at), from: null, to: null });
    tx.afterCommit(() => {
      context.events.publish(`models/${name}`);
      context.events.publish("trash");
    });
  });
}

function lineOf({ name, user, reason }: Wish, project: string, at: number) {
  return {
    kind: "restored",
    name,
    alias: "",
    detail: "",
    project,
    user,
    reason,
    at,
    decisionId: null,
  } as const;
}
