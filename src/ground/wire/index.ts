export { type Caller, callerOf, type Wire, type WireShape } from "./caller.ts";
export type { Endpoint, Endpoints, Method } from "./endpoint.ts";
export {
  isInfinite,
  isJsonNumber,
  type JsonNumber,
  jsonNumber,
  LARGEST,
  meantNumber,
  mlflowNumber,
  NOT_FINITE,
} from "./json-number.ts";
