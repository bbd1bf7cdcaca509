export { experimentLocation, modelRoot, modelUri, runRoot, runUri } from "./location.ts";
export { ownArtifacts, runPlace } from "./owner.ts";
export { ARTIFACT_ROUTES } from "./routes.ts";
