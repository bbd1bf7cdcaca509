/** The kinds of things that come from one another. */
export const KINDS = [
  "data",
  "run",
  "model",
  "report",
  "comparison",
  "decision",
  "service",
] as const;

export type Kind = (typeof KINDS)[number];

/**
 * A thing with a history. Ids: data `path@md5`, run its id, model `name@version`, report, comparison and decision their
 * ids, service its name.
 */
export type Thing = { readonly kind: Kind; readonly id: string };

/** `to` came from `from`. */
export type Edge = {
  readonly project: string;
  readonly from: Thing;
  readonly to: Thing;
  /** How, as a verb of the new thing: `used`, `produced`, `tested`, `judged`, `promoted`. */
  readonly relation: string;
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
};

/** The steps that `lineageOf` goes at most, in each direction. */
export const DEPTH_MAX = 20;

/** The edges it answers at most; the nearest come first. */
export const EDGES_MAX = 2000;
