export { type Search, searchModels, searchVersions } from "./search-models.ts";
