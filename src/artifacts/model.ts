/** A file or folder below the artifacts of a run or logged model. */
export type ArtifactEntry = {
  /** Relative to the top of its artifacts. */
  readonly path: string;
  readonly folder: boolean;
  /** Bytes; 0 for a folder. */
  readonly size: number;
};

/** A page of a folder of artifacts. */
export type ArtifactList = {
  readonly files: readonly ArtifactEntry[];
  /** What asks for the next page, where there is one: its `after`. */
  readonly next?: string;
};

/** An artifact in the trash. */
export type TrashedArtifact = {
  readonly id: string;
  /** Where it was, in the server's own folder. */
  readonly path: string;
  readonly folder: boolean;
  readonly bytes: number;
  /** Who deleted it. */
  readonly user: string;
  readonly deletedAt: number;
  /** Null where the trash is kept for ever. */
  readonly purgeAt: number | null;
};

/** Artifacts in the trash, the latest first. */
export type TrashedArtifactList = { readonly items: readonly TrashedArtifact[] };
