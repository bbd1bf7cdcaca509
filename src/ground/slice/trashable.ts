import type { Tx } from "#ground/database";
import type { ServerContext } from "#ground/server";

/** A thing by its kind, one of the manifest's. */
export type Named = { readonly kind: string; readonly id: string };

/** A thing in the trash. */
export type Trashed = Named & {
  /** What a person calls it. */
  readonly name: string;
  readonly project: string;
  /** Where it was: the name of its experiment, of its model, of its run; empty where it was nowhere else. */
  readonly place: string;
  /** How many things go with it; 1 where it is alone. */
  readonly holds: number;
  /** Bytes of its files; null where nobody has measured them yet. */
  readonly bytes: number | null;
  readonly deletedAt: number;
  /** What else stands in answers about it, for clients of released versions that know its slice's own words. */
  readonly more?: Readonly<Record<string, string | number>>;
};

/** Who needs a thing to stay: `model intent@2`. */
export type Held = { readonly id: string; readonly by: string };

/** What goes with the records of a thing. */
export type Gone = {
  /**
   * Files and folders below the server's own artifact folder. One that ends in `/` is a folder that others may use as
   * well: it goes where nothing is left in it.
   */
  readonly places: readonly string[];
  /** Things whose edges of lineage go too, itself among them. */
  readonly things: readonly Named[];
};

/** Who asked for it, and why. */
export type Asker = { readonly user: string; readonly reason: string };

/** Which of a kind are told. */
export type TrashWish = { readonly limit: number; readonly project?: string | undefined };

/** How things of a kind get into the trash by trash's own route. */
export type Putting = {
  /** Which of these ids are things of this kind, wherever they lie. */
  knows(context: ServerContext, ids: readonly string[]): Promise<readonly string[]>;
  /** Throws where one of them has to stay where it is. */
  check(context: ServerContext, ids: readonly string[]): Promise<void>;
  /** Moves them, all or none; one that lies there already stays as it is. */
  move(context: ServerContext, ids: readonly string[], asker: Asker): Promise<void>;
};

/** What of a slice may lie in the trash. The list, the days it is kept, the order of a purge and its journal are trash's. */
export type Trashable = {
  readonly kind: string;
  /** Many of them, as in `3 runs`. */
  readonly plural: string;
  /** What lies there by itself, the latest first. */
  list(context: ServerContext, wish: TrashWish): Promise<readonly Trashed[]>;
  /** How many that are, and the bytes of those that are measured. */
  count(
    context: ServerContext,
    project?: string,
  ): Promise<{ readonly total: number; readonly bytes: number }>;
  /** What lies there by itself under these ids; what does not is left out. */
  find(context: ServerContext, ids: readonly string[]): Promise<readonly Trashed[]>;
  /** Those put there before a time, oldest first. What is never purged by itself is left out. */
  expired(context: ServerContext, before: number): Promise<readonly Trashed[]>;
  /** Who holds which of them, in any slice. Of what `parts` tells, the holders are asked by its own kind. */
  held(context: ServerContext, ids: readonly string[]): Promise<readonly Held[]>;
  /** What goes before it when it is purged: the runs of an experiment. */
  parts?(context: ServerContext, id: string): Promise<readonly Trashed[]>;
  /** Throws where one of them may never be purged. */
  refuse?(context: ServerContext, ids: readonly string[]): Promise<void>;
  /** Measures things that nobody has measured, at most so many; how many these were. */
  measure?(context: ServerContext, most: number): Promise<number>;
  readonly put?: Putting;
  /** It may come back under another name. */
  readonly renames?: true;
  /** Takes them out again; with `as`, which goes with one of them, under another name. */
  restore(
    context: ServerContext,
    ids: readonly string[],
    wish: Asker & { readonly as?: string | undefined },
  ): Promise<void>;
  /** What has to be on disk before records are deleted. */
  prepare?(context: ServerContext): Promise<void>;
  /**
   * Deletes its records, within the write of the purge; `undefined` where it does not lie in the trash any more. Its edges
   * of lineage go within the same write, its files after the commit, by the journal.
   */
  purge(tx: Tx, context: ServerContext, id: string): Promise<Gone | undefined>;
};
