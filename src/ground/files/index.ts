export { beneath } from "./beneath.ts";
export { filesBelow, isFile, isFolder } from "./files-below.ts";
export { type HeldFolder, holdFolder } from "./held-folder.ts";
export { readText } from "./read-text.ts";
export { writeFileWhole } from "./write-whole.ts";
