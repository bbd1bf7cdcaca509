/**
 * A thing with a history. Its kind is any that a manifest registers; its id is written as that slice says: `path@md5`,
 * `name@version`, or the id of a record.
 */
export type Thing = { readonly kind: string; readonly id: string };

/** A kind as it may be asked for: lower-case words. */
export const KIND = /^[a-z]+( [a-z]+)*$/;

/** `to` came from `from`. */
export type Edge = {
  readonly project: string;
  readonly from: Thing;
  readonly to: Thing;
  /** How, in a word: `used` says what `to` did, `produced` what `from` did. */
  readonly relation: string;
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
};

/** The steps that `lineageOf` goes at most, in each direction. */
export const DEPTH_MAX = 20;

/** The edges it answers at most; the nearest come first. */
export const EDGES_MAX = 2000;

/** How a relation reads from `to` to `from` where the word alone would say who did it the wrong way round. */
export const READS: Readonly<Record<string, string>> = {
  produced: "produced by",
  promoted: "promoted by",
  decided: "decided by",
  renamed: "renamed from",
};
