import { existsSync, statfsSync } from "node:fs";
import { dirname } from "node:path";
import { FettleError, GROUND_ERRORS } from "#ground/errors";

/** So long a client is told to come again: a disk that is full for longer is not full for a moment. */
const PASSING_MS = 10_000;
/** An error that nobody met for so long is over. */
const OVER_MS = 60_000;
/** On a full disk a small write succeeds now and then; with so much space it is full no more. */
const SPACE_BYTES = 1_048_576;

/** The conditions that hold now, of those that a client may wait for at first. */
export class Lasting {
  readonly #met = new Map<string, { readonly since: number; lastAt: number; path: string }>();

  /**
   * An error as it is answered at a time, in ms of any clock that only rises: with its lasting status where it was met for
   * over ten seconds. MLflow's client repeats a 503 for minutes, and a 507 never.
   */
  told(error: FettleError, now: number): FettleError {
    const status = lastingStatus(error.code);
    if (status === undefined) return error;
    const known = this.#met.get(error.code);
    const path = String(error.facts["path"] ?? "");
    const met =
      known === undefined || now - known.lastAt > OVER_MS
        ? { since: now, lastAt: now, path }
        : known;
    met.lastAt = now;
    met.path = path;
    this.#met.set(error.code, met);
    if (now - met.since < PASSING_MS) return error;
    return new FettleError({ ...error, message: error.message, status, cause: error });
  }

  /** A write succeeded: what was met is over, a full disk where there is space again. */
  wroteSomething(): void {
    for (const [code, { path }] of this.#met)
      if (code !== "DISK_FULL" || hasSpace(path)) this.#met.delete(code);
  }
}

function lastingStatus(code: string): number | undefined {
  const row = Object.hasOwn(GROUND_ERRORS, code)
    ? GROUND_ERRORS[code as keyof typeof GROUND_ERRORS]
    : undefined;
  return row !== undefined && "lasting" in row ? row.lasting : undefined;
}

function hasSpace(path: string): boolean {
  let at = path;
  while (!existsSync(at) && dirname(at) !== at) at = dirname(at);
  try {
    const { bavail, bsize } = statfsSync(at);
    return bavail * bsize >= SPACE_BYTES;
  } catch {
    return true;
  }
}
