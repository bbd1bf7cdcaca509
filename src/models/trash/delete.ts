import type { Tx } from "#ground/database";
import { fail } from "#ground/errors";
import type { ServerContext } from "#ground/server";
import { ERRORS } from "../errors.ts";
import type { AliasMove, PastMove } from "../model.ts";
import { askAliasMove, requireUnmoved, writeMove } from "../move-alias.ts";
import { requireModel, requireVersionRow } from "../read-version.ts";
import { type AliasRow, selectAliases } from "../store/aliases.ts";
import { hideModel, touchModel } from "../store/change-model.ts";
import { hideVersion } from "../store/change-version.ts";
import { insertHistory, selectHistory } from "../store/history.ts";

/** Who deletes, and why. */
export type Deletion = {
  readonly name: string;
  readonly user: string;
  readonly reason: string;
  /**
   * What becomes of aliases: `refuse` the deletion where there are any, or `remove` them, if the hook `aliasMove` lets
   * it, as MLflow's clients expect.
   */
  readonly aliases: "refuse" | "remove";
  /** An import moves what lay in the trash elsewhere: a history that was carried may tell so already. */
  readonly imported?: true;
};

/** Takes a version out of sight. Its number is not given out again, its record can be restored, its files stay. */
export async function deleteVersion(
  context: ServerContext,
  wish: Deletion & { readonly version: number },
): Promise<void> {
  const { name, version } = wish;
  const { project } = await requireVersionRow(context.database, name, version);
  const pointing = (await selectAliases(context.database, name)).filter(
    (row) => row.version === version,
  );
  if (wish.aliases === "refuse" && pointing.length > 0)
    throw fail(ERRORS, "MODELS_ALIASED", { name, version, aliases: namesOf(pointing) });
  const moves = await askRemovals(context, pointing, project, wish);
  const at = context.clock.now();
  await context.database.write(async (tx) => {
    await requireVersionRow(tx, name, version);
    for (const move of moves) {
      await requireUnmoved(tx, move);
      await writeMove(tx, context, move);
    }
    const left = (await selectAliases(tx, name)).filter((row) => row.version === version);
    if (left.length > 0)
      throw fail(ERRORS, "MODELS_ALIASED", { name, version, aliases: namesOf(left) });
    await hideVersion(tx, { name, version }, at);
    await touchModel(tx, name, at);
    const line = { ...lineOf(wish, project, at), from: version, to: null };
    if (wish.imported !== true || !(await isTold(tx, line))) await insertHistory(tx, line);
    tx.afterCommit(() => {
      context.events.publish(`models/${name}`, { version });
      context.events.publish("trash");
    });
  });
}

/** Takes a model and its versions out of sight. The name is free for another, which goes on with the numbers. */
export async function deleteModel(context: ServerContext, wish: Deletion): Promise<void> {
  const { name } = wish;
  const { project } = await requireModel(context.database, name);
  const pointing = await selectAliases(context.database, name);
  if (wish.aliases === "refuse" && pointing.length > 0)
    throw fail(ERRORS, "MODELS_MODEL_ALIASED", { name, aliases: namesOf(pointing) });
  const moves = await askRemovals(context, pointing, project, wish);
  const at = context.clock.now();
  await context.database.write(async (tx) => {
    await requireModel(tx, name);
    for (const move of moves) {
      await requireUnmoved(tx, move);
      await writeMove(tx, context, move);
    }
    const left = await selectAliases(tx, name);
    if (left.length > 0)
      throw fail(ERRORS, "MODELS_MODEL_ALIASED", { name, aliases: namesOf(left) });
    await hideModel(tx, name, at);
    const line = { ...lineOf(wish, project, at), from: null, to: null };
    if (wish.imported !== true || !(await isTold(tx, line))) await insertHistory(tx, line);
    tx.afterCommit(() => {
      context.events.publish(`models/${name}`);
      context.events.publish("trash");
    });
  });
}

async function askRemovals(
  context: ServerContext,
  aliases: readonly AliasRow[],
  project: string,
  { user, reason }: Deletion,
): Promise<AliasMove[]> {
  const moves = aliases.map(
    ({ name, alias, version }): AliasMove => ({
      name,
      alias,
      from: version,
      to: null,
      project,
      user,
      reason,
    }),
  );
  for (const move of moves) await askAliasMove(context, move);
  return moves;
}

/** Whether the latest that a history says of this version, or of the model itself, is that it was deleted. */
async function isTold(tx: Tx, { name, from }: PastMove): Promise<boolean> {
  const lines = await selectHistory(tx, name);
  const latest = lines.find(
    (line) =>
      (line.kind === "deleted" && line.from === from) ||
      (line.kind === "restored" && line.to === from),
  );
  return latest?.kind === "deleted";
}

function lineOf({ name, user, reason }: Deletion, project: string, at: number) {
  return {
    kind: "deleted",
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

function namesOf(rows: readonly AliasRow[]): string {
  return rows.map((row) => row.alias).join(", ");
}
