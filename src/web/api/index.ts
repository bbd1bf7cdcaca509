export { api, apiPath, ask, askBytes, Problem, tell } from "./ask.ts";
