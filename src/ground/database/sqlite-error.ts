import { FettleError, fail, GROUND_ERRORS } from "#ground/errors";

/** SQLite's own result codes (sqlite.org/rescode.html), less their extended part. */
const FULL = 13;
const DENIED = new Set([3, 8, 14, 23]);
const DAMAGED = new Set([11, 26]);
const IO_FAILED = 10;
const LOCKED = new Set([5, 6]);

/**
 * What SQLite says, as an error of ours that names the file: a full disk, a damaged file, a missing right and a lock of another program are the
 * user's world, not our bug. Anything else comes back as it was.
 */
export function sqliteError(path: string, error: unknown): unknown {
  if (error instanceof FettleError || !(error instanceof Error) || !("errcode" in error))
    return error;
  const code = Number(error.errcode) & 0xff;
  const reason = error.message;
  if (code === FULL) return fail(GROUND_ERRORS, "DISK_FULL", { path }, error);
  if (DAMAGED.has(code)) return fail(GROUND_ERRORS, "DATABASE_DAMAGED", { path, reason }, error);
  if (DENIED.has(code)) return fail(GROUND_ERRORS, "FILE_DENIED", { path, doing: "use" }, error);
  if (LOCKED.has(code)) return fail(GROUND_ERRORS, "DATABASE_LOCKED", { path }, error);
  if (code === IO_FAILED)
    return fail(GROUND_ERRORS, "FILE_FAILED", { path, doing: "read or write", reason }, error);
  return error;
}
