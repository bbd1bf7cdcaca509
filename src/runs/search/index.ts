export { orderChosen } from "./best-part.ts";
export {
  EXPERIMENTS,
  type Grammar,
  LOGGED_MODELS,
  MODEL_VERSIONS,
  REGISTERED_MODELS,
  RUNS,
} from "./grammar.ts";
export { inPieces, orderedRuns } from "./ordered-runs.ts";
export { parseOrderBy } from "./parse-order.ts";
export { parseSearch } from "./parse-search.ts";
export { SEARCH_ROUTES } from "./routes.ts";
export { runSearch } from "./run-search.ts";
export {
  type Comparator,
  type Comparison,
  comparisonsOf,
  type Field,
  type Operand,
  type Ordering,
  type Part,
  type SearchTree,
  usesRegex,
} from "./tree.ts";
