import { parseSearch } from "#ground/search";
import type { Directions } from "../model.ts";
import type { MatchQuery } from "../schemas/index.ts";
import { RUNS } from "./grammar.ts";
import type { RunSearch } from "./store/search-runs.ts";

/** What a query of the page or the command line asks for. `now` is what `-7d` in the filter is counted from. */
export function runSearch(query: MatchQuery, now: number, directions: Directions): RunSearch {
  return {
    project: query.project,
    experiment: query.experiment,
    statuses: query.status === undefined ? undefined : query.status.split(","),
    lifecycle: "active",
    words: query.q,
    tree: parseSearch(query.filter ?? "", RUNS, now),
    directions,
  };
}
