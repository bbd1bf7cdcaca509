export {
  exportRegistered,
  importRegistered,
  type Registered,
  type Result,
} from "./import-registered.ts";
export {
  type ImportAnswer,
  type ImportedValue,
  type ImportRecord,
  importedValue,
  importRecord,
  type Outcome,
  POINTS_MAX,
  type RecordOf,
} from "./records.ts";
export { TRANSFER_ROUTES } from "./routes.ts";
