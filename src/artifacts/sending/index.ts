export { sendArchive } from "./archive.ts";
export { sendArtifact } from "./send-artifact.ts";
