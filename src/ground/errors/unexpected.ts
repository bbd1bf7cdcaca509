import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { FettleError, fail } from "./fettle-error.ts";
import { ERRORS } from "./ground-errors.ts";

/** The operating system's code of an error (`ENOENT`, `EACCES`), if it has one. */
export function errnoOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/** What the operating system means, in words. */
const REASONS: Readonly<Record<string, string>> = {
  EISDIR: "it is a folder",
  ENOTDIR: "a part of this path is a file, not a folder",
  EEXIST: "something else has that name already",
  ENAMETOOLONG: "the name is too long",
  ELOOP: "its links lead in a circle",
  EMFILE: "too many files are open",
  EFBIG: "the file would be larger than the system allows (EFBIG)",
  EIO: "the disk failed (EIO)",
};

/**
 * Gives any thrown value a code: ours stay as they are, the operating system's become file errors that name the path,
 * anything else is a bug. `doing` and `path` are what was tried, for instance "read" and the file.
 */
export function toFettleError(error: unknown, doing = "use", path?: string): FettleError {
  if (error instanceof FettleError) return error;
  const errno = errnoOf(error);
  const file = path ?? pathOf(error);
  if (errno !== undefined && file !== undefined) {
    if (errno === "ENOENT")
      return fail(ERRORS, "FILE_MISSING", { path: file, expected: "a file or folder" }, error);
    if (errno === "EACCES" || errno === "EPERM" || errno === "EROFS")
      return fail(ERRORS, "FILE_DENIED", { path: file, doing, place: standing(file) }, error);
    if (errno === "ENOSPC" || errno === "EDQUOT")
      return fail(ERRORS, "DISK_FULL", { path: file }, error);
    if (/^E[A-Z0-9]+$/.test(errno))
      return fail(
        ERRORS,
        "FILE_FAILED",
        { path: file, doing, reason: REASONS[errno] ?? messageOf(error) },
        error,
      );
  }
  return fail(ERRORS, "BUG", { problem: messageOf(error) }, error);
}

/** The path itself, or the nearest folder above it that exists: whose permission it is about. */
function standing(path: string): string {
  for (let at = path; ; at = dirname(at)) if (existsSync(at) || dirname(at) === at) return at;
}

function pathOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("path" in error)) return undefined;
  return typeof error.path === "string" ? error.path : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
