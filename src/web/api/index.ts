export { apiPath, ask, Problem, tell } from "./ask.ts";
