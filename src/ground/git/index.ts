export { type GitState, git, gitState } from "./git.ts";
