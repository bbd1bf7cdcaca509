export {
  ATTRIBUTES,
  type Comparator,
  type Condition,
  type Ordering,
  type Target,
} from "./condition.ts";
export { parseFilter, parseOrder } from "./parse-filter.ts";
