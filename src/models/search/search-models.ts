import type { Database, Reader } from "#ground/database";
import { parseOrderBy, parseSearch, type SearchTree, usesRegex } from "#ground/search";
import type { ServerContext } from "#ground/server";
import { PROMPT_TAG } from "../model.ts";
import { IS_PROMPT, type Page, searchModelRows, searchVersionRows } from "../store/search.ts";
import type { StoredModel } from "../store/select-models.ts";
import type { VersionRow } from "../store/select-versions.ts";
import { MODEL_VERSIONS, REGISTERED_MODELS } from "./grammar.ts";

/** What is searched for, in the grammar that runs are searched in. */
export type Search = {
  readonly filter: string;
  readonly orderBy: readonly string[];
  readonly limit: number;
  readonly offset: number;
};

/** Registered models that fit a filter. Prompts are among them only where the filter speaks of their tag. */
export async function searchModels(context: ServerContext, search: Search): Promise<StoredModel[]> {
  const page = pageOf(context, search, REGISTERED_MODELS);
  return searchModelRows(readerOf(context.database, page), page);
}

/** Versions that fit a filter; those of prompts as `searchModels` has them. */
export async function searchVersions(
  context: ServerContext,
  search: Search,
): Promise<VersionRow[]> {
  const page = pageOf(context, search, MODEL_VERSIONS);
  return searchVersionRows(readerOf(context.database, page), page);
}

function pageOf(
  context: ServerContext,
  { filter, orderBy, limit, offset }: Search,
  grammar: typeof MODEL_VERSIONS,
): Page {
  const tree = parseSearch(filter, grammar, context.clock.now());
  return {
    tree: tree === undefined ? undefined : withPrompts(tree),
    withoutPrompts: tree === undefined || !asksForPrompts(tree),
    order: parseOrderBy(orderBy, grammar),
    limit,
    offset,
  };
}

function readerOf(database: Database, { tree }: Page): Reader {
  return tree !== undefined && usesRegex(tree) ? database.aside : database;
}

/** What a comparison with the prompt's tag asks for; `undefined` for every other one. */
function promptsWanted(leaf: SearchTree): boolean | undefined {
  if (leaf.kind !== "compare" || leaf.field.target !== "tag" || leaf.field.key !== PROMPT_TAG)
    return undefined;
  const { comparator, negated, value } = leaf;
  const isTrue = String(value).toLowerCase() === "true";
  const isFalse = String(value).toLowerCase() === "false";
  if (comparator !== "=") return false;
  return negated ? isFalse : isTrue;
}

/** Whether a part of a filter wants prompts; below a NOT it is the part that wants none. */
function asksForPrompts(tree: SearchTree, wanted = true): boolean {
  if (tree.kind === "not") return asksForPrompts(tree.of, !wanted);
  if (tree.kind === "all" || tree.kind === "any")
    return tree.of.some((part) => asksForPrompts(part, wanted));
  return promptsWanted(tree) === wanted;
}

/** In MLflow what has no prompt's tag is no prompt, while else what lacks a tag fits no comparison with it. */
function withPrompts(tree: SearchTree): SearchTree {
  const wanted = promptsWanted(tree);
  if (wanted !== undefined)
    return {
      kind: "compare",
      field: { target: "attribute", key: IS_PROMPT, part: "last" },
      comparator: "=",
      negated: false,
      value: wanted ? 1 : 0,
    };
  if (tree.kind === "not") return { kind: "not", of: withPrompts(tree.of) };
  if (tree.kind === "all" || tree.kind === "any")
    return { kind: tree.kind, of: tree.of.map(withPrompts) };
  return tree;
}
