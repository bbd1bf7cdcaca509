export {
  EXPERIMENTS,
  LOGGED_MODELS,
  RUNS,
} from "./grammar.ts";
export { inPieces, orderedRuns } from "./ordered-runs.ts";
export { SEARCH_ROUTES } from "./routes.ts";
export { runSearch } from "./run-search.ts";
export { ordering } from "./sort-keys.ts";
export { fewRuns, selectRuns } from "./store/search-runs.ts";
export { selectKeys } from "./store/select-keys.ts";
