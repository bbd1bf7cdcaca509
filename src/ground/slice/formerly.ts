/**
 * Words that released versions had for what a slice has now, each with the word of today. App alone answers for them, for
 * one release.
 */
export type Formerly = {
  /** `runs trash`: `trash list`. */
  readonly commands?: Readonly<Record<string, string>>;
  /** `GET /api/fettle/1/runs/trash`: `GET /api/fettle/1/trash`; the request and the answer are the same. */
  readonly routes?: Readonly<Record<string, string>>;
  /** A key of settings.yaml: `trashDays`: `trash.days`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Codes of errors: `RUNS_NOT_TRASHED`: `TRASH_UNKNOWN`. */
  readonly codes?: Readonly<Record<string, string>>;
};
