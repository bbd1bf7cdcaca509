import { copyFileSync, fstatSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { lastFollowed, readLogHeader } from "./log-file.ts";
import type { LogIndex } from "./log-index.ts";
import { withFile } from "./open-file.ts";

/**
 * After a kill SQLite reads the log up to the first frame that is not as it was written, and drops the rest in silence.
 * Keeps a copy of a log of which it read less than there was, and tells that. `before` is what the server that was killed
 * had said of it, where that is known; `frames` is what SQLite took.
 */
export function keepLostLog(
  path: string,
  before: LogIndex | undefined,
  frames: number,
  told: (line: string) => void,
): void {
  const log = `${path}-wal`;
  const had = withFile(log, (fd) => framesIn(fd, before, frames)) ?? 0;
  if (had <= frames) return;
  const copy = `${log}.damaged-${lostLogs(path).length + 1}`;
  copyFileSync(log, copy);
  told(
    `of ${log} ${had - frames} of ${had} frames can't be read, and are lost; it is kept as ${copy}`,
  );
}

/** Copies of logs that could not be read to their end. */
export function lostLogs(path: string): string[] {
  const start = `${basename(path)}-wal.damaged-`;
  const names = readdirSync(dirname(path)).filter((name) => name.startsWith(start));
  return names.sort().map((name) => join(dirname(path), name));
}

/** Frames that were on the disk for certain, since they were counted, or since another commit follows theirs. */
function framesIn(fd: number, before: LogIndex | undefined, frames: number): number {
  const header = readLogHeader(fd);
  if (header === undefined) return 0;
  if (before !== undefined) return before.frames;
  if (!header.isSound) return frames === 0 && fstatSync(fd).size > header.pageSize ? 1 : 0;
  return lastFollowed(fd, header, frames + 1);
}
