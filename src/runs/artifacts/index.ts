export { artifactHeld } from "./artifact-held.ts";
export { ARTIFACT_ERRORS } from "./errors.ts";
export { type ArtifactPage, listArtifacts, pageArtifacts } from "./list-artifacts.ts";
export {
  checkLocation,
  experimentLocation,
  modelRoot,
  newLocation,
  runRoot,
} from "./location.ts";
export {
  type ArrivedPart,
  abortUpload,
  completeUpload,
  createUpload,
  storePart,
  UPLOAD_MS,
} from "./multipart.ts";
export { ownPlace, type Place, placeAt } from "./place.ts";
export { ARTIFACT_ROUTES } from "./routes.ts";
export { sendArtifact } from "./send-artifact.ts";
export { checkSigned, originOf, signedQuery } from "./sign.ts";
export { bodyOf, storeArtifact } from "./store-artifact.ts";
export { trashArtifact, trashedPath } from "./trash-artifact.ts";
export { keepArtifacts } from "./upkeep.ts";
