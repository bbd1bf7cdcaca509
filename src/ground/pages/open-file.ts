import { closeSync, openSync } from "node:fs";
import { errnoOf } from "#ground/errors";

/**
 * Reads in a file; `undefined` where there is none. Never in a database or in the index of its log while SQLite has it
 * open in this process: closing any of its files gives up SQLite's locks on it (sqlite.org/howtocorrupt.html, 2.2).
 */
export function withFile<T>(path: string, read: (fd: number) => T): T | undefined {
  const fd = openIfThere(path);
  if (fd === undefined) return undefined;
  try {
    return read(fd);
  } finally {
    closeSync(fd);
  }
}

/** As `withFile`, for what takes several turns. */
export async function withFileOpen<T>(
  path: string,
  read: (fd: number) => Promise<T>,
): Promise<T | undefined> {
  const fd = openIfThere(path);
  if (fd === undefined) return undefined;
  try {
    return await read(fd);
  } finally {
    closeSync(fd);
  }
}

export function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, "r");
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return undefined;
    throw error;
  }
}
