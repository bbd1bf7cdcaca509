export { exportedFolder, RECORDS_FILE } from "./export-file.ts";
export { onlyExperiment } from "./only-experiment.ts";
export { authorizationFor, openSource } from "./open-source.ts";
export type { FileOwner, ImportSource, SourceFile } from "./source.ts";
