export { artifactHeld, refuseHeld } from "./artifact-held.ts";
export { listArtifacts } from "./list-artifacts.ts";
export { sendArtifact } from "./send-artifact.ts";
export { storeArtifact } from "./store-artifact.ts";
