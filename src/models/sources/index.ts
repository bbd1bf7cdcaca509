export { FILE_ROUTES } from "./file-routes.ts";
export { findLoggedModel, noteVersions } from "./logged-model.ts";
export { downloadUri, ownLocation, resolveSource, toldSource } from "./resolve-source.ts";
export { namesOf } from "./source-files.ts";
