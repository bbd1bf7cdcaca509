import type { Readable } from "node:stream";

/**
 * Where artifacts are kept: the one door that the verbs and routes know. A path is relative, its parts joined by `/`,
 * none of them empty, `.` or `..`; the empty path is the top. Today a folder on this machine is the only store there is
 * (local-folder.ts); one of S3 or of Google Cloud Storage has to keep these promises and nothing else.
 */
export type ObjectStore = {
  /**
   * Stores what `source` gives: whole and durable when it resolves, or not there at all. A file of that path is replaced,
   * and whoever shares its content keeps it.
   */
  put(path: string, source: Source, options?: PutOptions): Promise<void>;
  /** Opens a file; `undefined` where there is none, or something that is not a plain file. */
  open(path: string): Promise<OpenedObject | undefined>;
  /** A page of a folder; empty where there is no folder. */
  list(path: string, page: PageAsked): Promise<StorePage>;
  /** Moves a file or folder to a path where nothing is; false where there is nothing to move. */
  move(from: string, to: string): Promise<boolean>;
  /** Removes a file or a folder with all in it; whoever shares its content keeps it. */
  remove(path: string): Promise<void>;
  /** What lies at a path. */
  kindOf(path: string): Promise<"file" | "folder" | undefined>;
};

/** Bytes as they come in; throws where they break off. */
export type Source = AsyncIterable<Uint8Array> | Pushing;

/**
 * A source that hands over each piece as it comes: the next one comes when the promise of `take` is kept, where it gives
 * one. Asking for each piece by a promise costs a body of the network more than writing it.
 */
export type Pushing = { each(take: Take): Promise<void> };

/** A piece may be looked at until what this gives is settled. */
export type Take = (piece: Uint8Array) => Promise<void> | undefined;

export type PutOptions = {
  /** Asked before a file is replaced by another content; throws to refuse it. */
  readonly beforeReplace?: () => Promise<void>;
  /** Asked when all of a large one is there, before anything is seen of it; throws to refuse it. */
  readonly beforePlace?: () => Promise<void>;
};

export type OpenedObject = {
  /** Bytes. */
  readonly size: number;
  readonly modifiedAt: Date;
  /** Differs whenever the content may; without quotes. */
  readonly tag: string;
  /** Bytes `from` up to but without `to`, whatever happens to the path meanwhile. Called once, or `close` is. */
  body(from: number, to: number): Readable | Uint8Array;
  close(): void;
};

export type PageAsked = {
  /** The last name of the page before. */
  readonly after?: string | undefined;
  /** Most entries; all of them without it. */
  readonly limit?: number | undefined;
};

export type StoreEntry = {
  readonly name: string;
  readonly folder: boolean;
  /** Bytes; 0 for a folder. */
  readonly size: number;
};

/** Entries sorted by name; `next` is the `after` of the next page, where there is one. */
export type StorePage = {
  readonly entries: readonly StoreEntry[];
  readonly next: string | undefined;
};

/** The folder at the top of a store that holds what is Fettle's own: uploads under way, contents, trash. */
export const OWN_FOLDER = ".fettle";
