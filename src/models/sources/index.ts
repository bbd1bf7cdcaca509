export { noteVersions } from "./logged-model.ts";
export { downloadUri, ownLocation, resolveSource } from "./resolve-source.ts";
export { namesOf, sendFile } from "./source-files.ts";
