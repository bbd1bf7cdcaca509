export { type Caller, callerOf, type Wire, type WireShape } from "./caller.ts";
export type { Endpoint, Endpoints, Method } from "./endpoint.ts";
export { isJsonNumber, type JsonNumber, jsonNumber, NOT_FINITE } from "./json-number.ts";
