import { fail } from "#ground/errors";
import type { ServerContext } from "#ground/server";
import { ERRORS } from "./errors.ts";
import { type Stage, stageOf } from "./model.ts";
import { requireVersionRow } from "./read-version.ts";
import { touchModel } from "./store/change-model.ts";
import { putStage, selectOthersInStage } from "./store/change-version.ts";
import { insertHistory } from "./store/history.ts";

/**
 * Moves a version to one of MLflow's stages, in any case, and archives those that were in it where that was asked.
 * Nothing of Fettle's looks at stages; they are kept for clients that set them.
 */
export async function moveStage(
  context: ServerContext,
  wish: {
    readonly name: string;
    readonly version: number;
    readonly stage: string;
    readonly archiveOthers: boolean;
    readonly user: string;
  },
): Promise<void> {
  const { name, version } = wish;
  const stage = stageOf(wish.stage);
  if (stage === undefined) throw fail(ERRORS, "MODELS_STAGE_INVALID", { stage: wish.stage });
  if (wish.archiveOthers && stage !== "Staging" && stage !== "Production")
    throw fail(ERRORS, "MODELS_ARCHIVE_INVALID", { stage: wish.stage });
  const at = context.clock.now();
  await context.database.write(async (tx) => {
    const { project, stage: before } = await requireVersionRow(tx, name, version);
    const line = {
      kind: "stage",
      name,
      alias: "",
      project,
      user: wish.user,
      reason: "",
      at,
      decisionId: null,
    } as const;
    const note = async (moved: number, was: string, is: Stage): Promise<void> => {
      await putStage(tx, { name, version: moved }, is, at);
      if (was !== is)
        await insertHistory(tx, { ...line, from: moved, to: moved, detail: `${was} to ${is}` });
    };
    if (wish.archiveOthers)
      for (const other of await selectOthersInStage(tx, wish, stage))
        await note(other, stage, "Archived");
    await note(version, before, stage);
    await touchModel(tx, name, at);
    tx.afterCommit(() => context.events.publish(`models/${name}`));
  });
}
