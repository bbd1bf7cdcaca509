export { type GitState, git, gitState } from "./git.ts";
export { workTreePatch } from "./work-tree-patch.ts";
