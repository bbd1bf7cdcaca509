import { fail } from "#ground/errors";
import { RECORDING_ERRORS } from "./errors.ts";

type Warn = (error: Error) => void;

/** Warns that requests of a run wait on disk. */
export function tellKept(run: string, warn: Warn) {
  return (
    waiting: { readonly count: number; readonly folder: string; readonly reason: string },
    cause: unknown,
  ): void => warn(fail(RECORDING_ERRORS, "RUNS_LOGGED_KEPT", { run, ...waiting }, cause));
}

/** Warns that the server refused what had waited in a folder. */
export function tellRefused(folder: string, warn: Warn) {
  return (reason: string, cause: unknown): void =>
    warn(fail(RECORDING_ERRORS, "RUNS_KEPT_REFUSED", { folder, reason }, cause));
}
