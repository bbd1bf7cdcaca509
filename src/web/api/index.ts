export { api, apiPath, ask, askBytes, Problem, remove, tell } from "./ask.ts";
