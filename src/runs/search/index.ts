export type {
  Comparator,
  Condition,
  Ordering,
  Target,
} from "./condition.ts";
export { parseFilter, parseOrder } from "./parse-filter.ts";
