export { ChangedText } from "./changed-text.tsx";
export { PatchLines } from "./patch-lines.tsx";
