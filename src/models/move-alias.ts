import type { Tx } from "#ground/database";
import { fail } from "#ground/errors";
import { defineHook } from "#ground/hooks";
import type { ServerContext } from "#ground/server";
import { ERRORS } from "./errors.ts";
import { type AliasMove, isAliasName } from "./model.ts";
import { requireModel, requireVersionRow } from "./read-version.ts";
import { deleteAlias, putAlias, selectAlias } from "./store/aliases.ts";
import { insertHistory, selectHistory } from "./store/history.ts";
import { announceAlias } from "./webhooks/index.ts";

/**
 * Asked before an alias moves, or is removed (`to` is null); a filling throws to refuse, with what to type instead.
 * A model that gets another name asks for each of its aliases there.
 */
export const aliasMove =
  defineHook<(move: AliasMove, context: ServerContext) => Promise<void>>("models.aliasMove");

/** Where an alias points after `moveAlias`; `moved` is false where it pointed there before. */
export type Moved = {
  readonly name: string;
  readonly alias: string;
  readonly from: number | null;
  readonly version: number;
  readonly moved: boolean;
};

/** Where an alias shall point. An import says when it did so elsewhere; then webhooks don't hear of it. */
type AliasWish = Omit<AliasMove, "from" | "to"> & {
  readonly to: number;
  readonly importedAt?: number;
};

/**
 * Points an alias at a version, if the hook `aliasMove` lets it, and writes the history. `alongside` is done in the same
 * write, so that a decision and the move it carries out are recorded both or not at all.
 */
export async function moveAlias(
  context: ServerContext,
  wish: AliasWish,
  alongside?: (tx: Tx, move: AliasMove) => Promise<void>,
): Promise<Moved> {
  const { importedAt, ...asked } = wish;
  const { name, alias, to } = asked;
  if (!isAliasName(alias)) throw fail(ERRORS, "MODELS_ALIAS_INVALID", { alias });
  await requireVersionRow(context.database, name, to);
  const from = (await selectAlias(context.database, name, alias))?.version ?? null;
  const move: AliasMove = { ...asked, from };
  if (from === to && alongside === undefined)
    return { name, alias, from, version: to, moved: false };
  await askAliasMove(context, move);
  await context.database.write(async (tx) => {
    // The version may have been deleted while the hook was asked.
    await requireVersionRow(tx, name, to);
    await requireUnmoved(tx, move);
    await alongside?.(tx, move);
    if (from === to) return;
    if (importedAt === undefined) await writeMove(tx, context, move);
    else if (await isTold(tx, move)) await putAlias(tx, { name, alias, version: to });
    else await recordMove(tx, move, importedAt);
  });
  return { name, alias, from, version: to, moved: from !== to };
}

/** Removes an alias, if the hook `aliasMove` lets it. One that is not there is removed already: `false`. */
export async function removeAlias(
  context: ServerContext,
  wish: Omit<AliasMove, "from" | "to">,
): Promise<boolean> {
  await requireModel(context.database, wish.name);
  const from = (await selectAlias(context.database, wish.name, wish.alias))?.version;
  if (from === undefined) return false;
  const move: AliasMove = { ...wish, from, to: null };
  await askAliasMove(context, move);
  await context.database.write(async (tx) => {
    await requireUnmoved(tx, move);
    await writeMove(tx, context, move);
  });
  return true;
}

/** Throws what a filling of `aliasMove` says against a move. */
export async function askAliasMove(context: ServerContext, move: AliasMove): Promise<void> {
  for (const ask of context.hooks.of(aliasMove)) await ask(move, context);
}

/** MODELS_ALIAS_MOVED where an alias no longer points where it did when its move was decided. */
export async function requireUnmoved(tx: Tx, move: AliasMove): Promise<void> {
  const { name, alias, from } = move;
  const now = (await selectAlias(tx, name, alias))?.version ?? null;
  if (now !== from)
    throw fail(ERRORS, "MODELS_ALIAS_MOVED", {
      name,
      alias,
      expected: worded(from),
      found: worded(now),
    });
}

/** Moves or removes an alias, writes the history and tells webhooks. */
export async function writeMove(tx: Tx, context: ServerContext, move: AliasMove): Promise<void> {
  const { name, alias, to } = move;
  await recordMove(tx, move, context.clock.now());
  await announceAlias(tx, context, { name, alias, version: to });
  tx.afterCommit(() => context.events.publish(`models/${name}`, { alias, version: to }));
}

/** Whether a history that was carried already ends with this move. */
async function isTold(tx: Tx, { name, alias, to }: AliasMove): Promise<boolean> {
  const lines = await selectHistory(tx, name);
  return lines.find((line) => line.kind === "alias" && line.alias === alias)?.to === to;
}

async function recordMove(tx: Tx, move: AliasMove, at: number): Promise<void> {
  const { name, alias, to } = move;
  if (to === null) await deleteAlias(tx, name, alias);
  else await putAlias(tx, { name, alias, version: to });
  const decisionId = move.decisionId ?? null;
  await insertHistory(tx, { ...move, kind: "alias", detail: "", at, decisionId });
}

function worded(version: number | null): string {
  return version === null ? "no version" : `version ${version}`;
}
