import type { Database } from "#ground/database";
import { type Ordering, type SearchTree, usesRegex } from "#ground/search";
import type { Lifecycle } from "../store/tables.ts";
import type { ExperimentDetail } from "./find-experiment.ts";
import { searchExperiments, selectTagsOfExperiments } from "./store/search-experiments.ts";

/** A page of the experiments that match, each with its tags, and whether more follow. */
export async function listExperiments(
  database: Database,
  search: { readonly lifecycle: Lifecycle | undefined; readonly tree: SearchTree | undefined },
  page: { readonly order: readonly Ordering[]; readonly limit: number; readonly offset: number },
): Promise<{ experiments: ExperimentDetail[]; more: boolean }> {
  const { tree } = search;
  const reader = tree !== undefined && usesRegex(tree) ? database.aside : database;
  const found = await searchExperiments(reader, search, { ...page, limit: page.limit + 1 });
  const shown = found.slice(0, page.limit);
  const tags = await selectTagsOfExperiments(
    database,
    shown.map(({ id }) => id),
  );
  return {
    experiments: shown.map((one) => ({ ...one, tags: tags.get(one.id) ?? [] })),
    more: found.length > page.limit,
  };
}
