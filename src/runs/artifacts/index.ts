export { artifactHeld, refuseHeld } from "./artifact-held.ts";
export { listArtifacts } from "./list-artifacts.ts";
export {
  checkLocation,
  experimentLocation,
  modelRoot,
  newLocation,
  runRoot,
} from "./location.ts";
export { sendArtifact } from "./send-artifact.ts";
export { storeArtifact } from "./store-artifact.ts";
