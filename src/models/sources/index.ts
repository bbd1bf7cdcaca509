export { FILE_ROUTES } from "./file-routes.ts";
export { noteVersions } from "./logged-model.ts";
export { downloadUri, ownLocation, resolveSource } from "./resolve-source.ts";
export { namesOf } from "./source-files.ts";
