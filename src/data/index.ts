export { dataVersion } from "./data-version.ts";
export { initDvc } from "./init-dvc.ts";
export type { DataVersion } from "./model.ts";
