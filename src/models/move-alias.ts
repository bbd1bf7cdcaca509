import type { Tx } from "#ground/database";
import { fail } from "#ground/errors";
import { defineHook } from "#ground/hooks";
import type { ServerContext } from "#ground/http";
import { ERRORS } from "./errors.ts";
import { type AliasMove, isAliasName } from "./model.ts";
import { requireVersion } from "./read-version.ts";
import { putAlias, selectAlias } from "./store/aliases.ts";
import { insertMove } from "./store/moves.ts";

/** Asked before an alias moves; a filling throws to refuse, with what to type instead. */
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

/**
 * Points an alias at a version, if the hook `aliasMove` lets it, and writes the history. `alongside` is done in the same
 * write, so that a decision and the move it carries out are recorded both or not at all.
 */
export async function moveAlias(
  context: ServerContext,
  wish: Omit<AliasMove, "from">,
  alongside?: (tx: Tx, move: AliasMove) => Promise<void>,
): Promise<Moved> {
  const { name, alias, to } = wish;
  if (!isAliasName(alias)) throw fail(ERRORS, "MODELS_ALIAS_INVALID", { alias });
  await requireVersion(context.database, name, to);
  const from = (await selectAlias(context.database, name, alias))?.version ?? null;
  const move: AliasMove = { ...wish, from };
  if (from === to && alongside === undefined)
    return { name, alias, from, version: to, moved: false };
  for (const ask of context.hooks.of(aliasMove)) await ask(move, context);
  const at = context.clock.now();
  await context.database.write(async (tx) => {
    const now = (await selectAlias(tx, name, alias))?.version ?? null;
    if (now !== from)
      throw fail(ERRORS, "MODELS_ALIAS_MOVED", {
        name,
        alias,
        expected: worded(from),
        found: worded(now),
      });
    await alongside?.(tx, move);
    if (from === to) return;
    await putAlias(tx, { name, alias, version: to });
    await insertMove(tx, { ...move, at, decisionId: move.decisionId ?? null });
    tx.afterCommit(() => context.events.publish(`models/${name}`, { alias, version: to }));
  });
  return { name, alias, from, version: to, moved: from !== to };
}

function worded(version: number | null): string {
  return version === null ? "no version" : `version ${version}`;
}
