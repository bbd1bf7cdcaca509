import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { toFettleError } from "#ground/errors";

/**
 * Writes a file so that it is there whole or not at all, also after a power cut: a temporary file beside it, fsync,
 * rename, fsync of the folder. Makes the folders on the way. `mode` as chmod's, default 0666 less the umask.
 */
export function writeFileWhole(path: string, content: string | Uint8Array, mode?: number): void {
  const folder = dirname(path);
  const { randomBytes } = process.getBuiltinModule("node:crypto");
  // Without the file's own name, which may be as long as names can be.
  const temporary = join(folder, `.fettle-${randomBytes(6).toString("hex")}.tmp`);
  try {
    mkdirSync(folder, { recursive: true });
    const file = openSync(temporary, "wx", mode ?? 0o666);
    try {
      const bytes = typeof content === "string" ? Buffer.from(content) : content;
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
    syncFolder(folder);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw toFettleError(error, "write", path);
  }
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
