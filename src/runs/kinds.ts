import type { Kind } from "#ground/slice";

/** The things of this slice. */
export const KINDS: readonly Kind[] = [
  { name: "run", page: "/runs/:id" },
  { name: "experiment" },
  { name: "logged model" },
  { name: "view" },
];
