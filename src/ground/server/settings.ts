/** How a server treats its store: from `settings.yaml` there, and the flags of `fettle server`. */
export type StoreSettings = {
  /** Where new experiments keep their artifacts, as a URI; by default `mlflow-artifacts:/`, this server's own. */
  readonly artifactRoot?: string;
  /** Folders below which an experiment's `file://` or relative location may lie; absolute. None by default. */
  readonly fileRoots: readonly string[];
  /** Days after which what lies in the trash is purged; 0 keeps it for ever. */
  readonly trashDays: number;
  /** Milliseconds without a word after which a run counts as lost that was not started by `fettle run`. */
  readonly lostAfterMs: number;
  /** A regular expression that the source of a model version must match; any that is safe by default. */
  readonly modelSources?: string;
  readonly webhooks: {
    /** URL schemes a webhook may have. */
    readonly schemes: readonly string[];
    /** Whether a webhook may go to an address of this machine or of a private network. */
    readonly privateAddresses: boolean;
    /** How often a delivery is tried in all. */
    readonly attempts: number;
  };
};

export const DEFAULT_SETTINGS: StoreSettings = Object.freeze({
  fileRoots: [],
  trashDays: 30,
  lostAfterMs: 24 * 3_600_000,
  webhooks: Object.freeze({ schemes: ["https"], privateAddresses: false, attempts: 4 }),
});
