import type { Tx } from "#ground/database";
import { fail } from "#ground/errors";
import type { ServerContext } from "#ground/server";
import { recordEdge } from "#lineage";
import { ERRORS } from "./errors.ts";
import { isWireName } from "./model.ts";
import { askAliasMove } from "./move-alias.ts";
import { requireModel } from "./read-version.ts";
import { type AliasRow, selectAliases } from "./store/aliases.ts";
import { insertHistory } from "./store/history.ts";
import { renameRows, selectClash } from "./store/rename-model.ts";
import { selectModel } from "./store/select-models.ts";
import { selectVersionsAndDeleted } from "./store/select-versions.ts";

/**
 * Gives a model another name, with its versions, tags, aliases and history. Each alias is a new one there, so the hook
 * `aliasMove` is asked. What came of a version under the old name is still found: each new name came of the old one.
 */
export async function renameModel(
  context: ServerContext,
  wish: {
    readonly name: string;
    readonly newName: string;
    readonly user: string;
    readonly reason: string;
  },
): Promise<void> {
  const { name, newName, user, reason } = wish;
  if (!isWireName(newName)) throw fail(ERRORS, "MODELS_NAME_INVALID", { name: newName });
  const { project } = await requireModel(context.database, name);
  if (newName === name) return;
  const aliases = await selectAliases(context.database, name);
  for (const { alias, version } of aliases)
    await askAliasMove(context, {
      name: newName,
      alias,
      from: null,
      to: version,
      project,
      user,
      reason,
    });
  const at = context.clock.now();
  await context.database.write(async (tx) => {
    await requireModel(tx, name);
    if ((await selectModel(tx, newName)) !== undefined)
      throw fail(ERRORS, "MODELS_EXISTS", { name: newName });
    const clash = await selectClash(tx, name, newName);
    if (clash !== undefined)
      throw fail(ERRORS, "MODELS_NAME_USED", { name, other: newName, version: clash });
    await requireSame(tx, name, aliases);
    for (const { version } of await selectVersionsAndDeleted(tx, name))
      await recordEdge(tx, {
        project,
        from: { kind: "model", id: `${name}@${version}` },
        to: { kind: "model", id: `${newName}@${version}` },
        relation: "renamed",
        at,
      });
    await renameRows(tx, name, newName, at);
    await insertHistory(tx, {
      kind: "renamed",
      name: newName,
      alias: "",
      from: null,
      to: null,
      detail: name,
      project,
      user,
      reason,
      at,
      decisionId: null,
    });
    tx.afterCommit(() => {
      context.events.publish(`models/${name}`);
      context.events.publish(`models/${newName}`);
    });
  });
}

/** MODELS_ALIAS_MOVED where an alias was set or moved since the hook was asked. */
async function requireSame(tx: Tx, name: string, asked: readonly AliasRow[]): Promise<void> {
  const worded = (row: AliasRow | undefined): string =>
    row === undefined ? "no version" : `version ${row.version}`;
  const now = await selectAliases(tx, name);
  for (const { alias } of [...now, ...asked]) {
    const found = now.find((row) => row.alias === alias);
    const expected = asked.find((row) => row.alias === alias);
    if (found?.version !== expected?.version)
      throw fail(ERRORS, "MODELS_ALIAS_MOVED", {
        name,
        alias,
        expected: worded(expected),
        found: worded(found),
      });
  }
}
