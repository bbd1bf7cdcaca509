export { api, apiPath, askBytes, Problem } from "./ask.ts";
