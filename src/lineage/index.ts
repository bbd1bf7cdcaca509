export type { LineageApi } from "./api.ts";
export { forgetThing } from "./forget-thing.ts";
export { lineageOf } from "./lineage-of.ts";
export type { Edge, Thing } from "./model.ts";
export { recordEdge } from "./record-edge.ts";
