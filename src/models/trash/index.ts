export { deleteModel, deleteVersion } from "./delete.ts";
export { restoreModel, restoreVersion } from "./restore.ts";
