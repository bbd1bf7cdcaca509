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
export { insertModelPoints } from "./store/insert-model-point.ts";
export { insertModel, insertModelParam, selectModel, updateModelTime } from "./store/models.ts";
export { selectModelLogged } from "./store/select-model-logged.ts";
export { selectModelsOf } from "./store/select-models.ts";
