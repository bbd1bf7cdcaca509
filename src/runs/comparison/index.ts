export type {
  CodeDiff,
  ComparedGroup,
  ComparedMetric,
  CompareRow,
  GroupMetric,
  RunComparison,
} from "./model.ts";
export { COMPARE_ROUTES } from "./routes.ts";
