export { deleteModel, deleteVersion } from "./delete.ts";
export { modelTrashable } from "./model-trashable.ts";
export { restoreModel, restoreVersion } from "./restore.ts";
export { versionTrashable } from "./version-trashable.ts";
