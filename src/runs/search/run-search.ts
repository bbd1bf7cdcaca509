import { parseSearch } from "#ground/search";
import type { MatchQuery } from "../api.ts";
import type { Direction } from "../model.ts";
import { bestChosen } from "./best-part.ts";
import { RUNS } from "./grammar.ts";
import type { RunSearch } from "./store/search-runs.ts";

/**
 * What a query of the page or the command line asks for. `now` is what `-7d` in the filter is counted from; `chosen` says
 * which way metrics are better whose name does not tell.
 */
export function runSearch(
  query: MatchQuery,
  now: number,
  chosen: Readonly<Record<string, Direction>> = {},
): RunSearch {
  const tree = parseSearch(query.filter ?? "", RUNS, now);
  return {
    project: query.project,
    experiment: query.experiment,
    statuses: query.status === undefined ? undefined : query.status.split(","),
    lifecycle: "active",
    words: query.q,
    tree: tree === undefined ? undefined : bestChosen(tree, chosen),
  };
}
