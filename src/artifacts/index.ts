export { FILE_PATH_QUERY, FILES_API } from "./api.ts";
export { type ArtifactHolder, artifactHeld } from "./artifact-held.ts";
export { artifactOwner, type Owner, type OwnerAsked, ownerOf } from "./artifact-owner.ts";
export { carriedFilesAt } from "./carried-files.ts";
export { artifactsSettings } from "./config.ts";
export { leadsElsewhere, withoutPassword } from "./elsewhere.ts";
export { ARTIFACT_ERRORS } from "./errors.ts";
export { type ArtifactPage, listArtifacts, pageArtifacts } from "./list-artifacts.ts";
export { belowLocation, checkLocation, newLocation } from "./location.ts";
export { artifactAddress, listAnswer } from "./mlflow/index.ts";
export type {
  ArtifactEntry,
  TrashedArtifact,
  TrashedArtifactList,
} from "./model.ts";
export { anyPlaceAt, type Place, placeAt } from "./place.ts";
export { sendArchive, sendArtifact } from "./sending/index.ts";
export { deleteTrashedAt, deleteTrashedOf } from "./store/trashed-artifacts.ts";
export { bodyOf, storeArtifact } from "./store-artifact.ts";
export {
  trashArtifact,
  trashedArtifacts,
  trashedPath,
} from "./trash-artifact.ts";
