export { type CommitDiff, diffCommits } from "./diff-commits.ts";
export { type GitState, git, gitState } from "./git.ts";
export { workTreePatch } from "./work-tree-patch.ts";
