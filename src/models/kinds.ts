import type { Kind } from "#ground/slice";

/** The things of this slice. A version is called `model` in edges of lineage, as stores of earlier releases have it. */
export const KINDS: readonly Kind[] = [
  { name: "model", id: ":name@:version", page: "/models/:name?v=:version" },
  { name: "registered model", page: "/models/:id" },
];
