export { type Caller, callerOf, type Wire, type WireShape } from "./caller.ts";
export type { Endpoint, Endpoints, Method } from "./endpoint.ts";
