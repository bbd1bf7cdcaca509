export { beneath } from "./beneath.ts";
export { type CopiedTree, copyTree } from "./copy-tree.ts";
export { filesBelow, isFile, isFolder } from "./files-below.ts";
export { type HeldFolder, holdFolder } from "./held-folder.ts";
export { readText } from "./read-text.ts";
export { syncPath } from "./sync-path.ts";
export { writeFileWhole } from "./write-whole.ts";
