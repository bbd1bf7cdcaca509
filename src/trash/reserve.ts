import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isFettleError } from "#ground/errors";
import type { ServerContext } from "#ground/server";

const RESERVE = "reserve";
/** What the records of a purge take in the write-ahead log, many times over. */
const BYTES = 2 * 1_048_576;

function reserveOf({ store }: ServerContext): string {
  return join(store.folder, RESERVE);
}

/** Keeps some of the disk for the day when it is full: emptying the trash, which would help, must write as well. */
export function keepReserve(context: ServerContext): void {
  const path = reserveOf(context);
  if (existsSync(path)) return;
  try {
    writeFileSync(path, Buffer.alloc(BYTES), { mode: 0o600 });
  } catch {
    // No space for it now; what was written of it would be in the way.
    rmSync(path, { force: true });
  }
}

/** Writes what a purge must write; on a full disk the reserve goes for it. */
export async function writeFromReserve<T>(
  context: ServerContext,
  write: () => Promise<T>,
): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const path = reserveOf(context);
    if (!isFettleError(error) || error.code !== "DISK_FULL" || !existsSync(path)) throw error;
    rmSync(path);
    return write();
  }
}
