export { runEnvironment, runPatch } from "./api.ts";
export type { RecordedEnvironment, RunEnvironment, RunPatch } from "./model.ts";
export { readEnvironment, recordEnvironment } from "./record.ts";
export { ENVIRONMENT_ROUTES } from "./routes.ts";
export {
  deleteUnusedTexts,
  insertRecorded,
  type RecordedKind,
  selectRecordedOf,
} from "./store/recorded.ts";
