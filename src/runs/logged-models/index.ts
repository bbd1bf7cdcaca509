export {
  finalizeLoggedModel,
  logModelParams,
  tagLoggedModel,
  trashLoggedModel,
  untagLoggedModel,
} from "./change-model.ts";
export { createLoggedModel } from "./create-model.ts";
export { type LoggedModel, readLoggedModel } from "./model.ts";
export { modelTrashable } from "./model-trashable.ts";
export { type ModelOrdering, searchLoggedModels } from "./search-models.ts";
