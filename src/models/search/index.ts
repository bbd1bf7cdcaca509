export { MODEL_VERSIONS, REGISTERED_MODELS } from "./grammar.ts";
export { type Search, searchModels, searchVersions } from "./search-models.ts";
