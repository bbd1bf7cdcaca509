import type { Tx } from "#ground/database";
import type { ServerContext } from "#ground/server";

/** A thing in the trash. */
export type Trashed = {
  /** One of the manifest's kinds. */
  readonly kind: string;
  readonly id: string;
  /** What a person calls it. */
  readonly name: string;
  readonly project: string;
  /** Where it was: the name of its experiment, of its model, of its run; empty where it was nowhere else. */
  readonly place: string;
  /** How many things of its kind go with it; 1 where it is alone. */
  readonly holds: number;
  /** Bytes of its files; null where nobody has measured them yet. */
  readonly bytes: number | null;
  readonly deletedAt: number;
};

/** Who needs a thing to stay: `model intent@2`. */
export type Held = { readonly id: string; readonly by: string };

/** What goes with the records of a thing. */
export type Gone = {
  /** Files and folders below the server's own artifact folder. */
  readonly places: readonly string[];
  /** Things whose edges of lineage go too, itself among them. */
  readonly things: readonly { readonly kind: string; readonly id: string }[];
  readonly bytes: number;
};

/** What of a slice may lie in the trash. The list, the days it is kept, the order of a purge and its journal are trash's. */
export type Trashable = {
  readonly kind: string;
  /** What lies there by itself, the latest first. */
  list(context: ServerContext, limit: number): Promise<readonly Trashed[]>;
  /** How many that are, and the bytes of those that are measured. */
  count(context: ServerContext): Promise<{ readonly total: number; readonly bytes: number }>;
  /** What lies there under these ids; what does not is left out. */
  find(context: ServerContext, ids: readonly string[]): Promise<readonly Trashed[]>;
  /** Those put there before a time, oldest first. */
  before(context: ServerContext, at: number, limit: number): Promise<readonly Trashed[]>;
  /** Who holds which of them, in any slice. */
  held(context: ServerContext, ids: readonly string[]): Promise<readonly Held[]>;
  /** Takes it out again, under another name where one is given. */
  restore(context: ServerContext, id: string, as?: string): Promise<void>;
  /** Deletes its records, within the write of the purge. Its files go after the commit, by the journal. */
  purge(tx: Tx, context: ServerContext, id: string): Promise<Gone>;
};
