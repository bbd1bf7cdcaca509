export { complete, type Suggestion } from "./complete.ts";
export { SEARCH_ERRORS } from "./errors.ts";
export {
  ATTRIBUTE,
  type Grammar,
  type Kind,
  METRIC,
  PARAM,
  TAG,
  text,
  time,
} from "./grammar.ts";
export { fieldOf } from "./parse-condition.ts";
export { parseOrderBy } from "./parse-order.ts";
export { parseSearch } from "./parse-search.ts";
export { Scanner, type Want } from "./scanner.ts";
export {
  type Logged,
  likeText,
  lowerFor,
  orderSql,
  type SearchColumns,
  searchSql,
} from "./search-sql.ts";
export {
  type Comparator,
  type Comparison,
  type Field,
  type Operand,
  type Ordering,
  type Part,
  type SearchTree,
  usesRegex,
} from "./tree.ts";
