export { findTree, type HashedFile, type HashedTree, hashTree, type Tree } from "./find-tree.ts";
export { BUFFER_BYTES, hashAndCopy, hashBytes, hashFile, readSmall } from "./hash-file.ts";
export { createPulse, type Pulse } from "./pulse.ts";
export type { FoundFile } from "./walk.ts";
