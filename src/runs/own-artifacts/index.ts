export { experimentLocation, modelRoot, modelUri, runRoot, runUri } from "./location.ts";
export { ownArtifacts } from "./owner.ts";
export { ARTIFACT_ROUTES } from "./routes.ts";
export { runPlace } from "./run-place.ts";
