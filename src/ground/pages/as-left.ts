import { type DatabaseHeader, readDatabaseHeader } from "./database-file.ts";
import { type LogHeader, readLogHeader, type Salts } from "./log-file.ts";
import { withFile } from "./open-file.ts";
import type { Left } from "./sums-file.ts";

/**
 * Whether nobody but Fettle wrote to a database since it was left like that. A flipped bit is not taken for somebody: who
 * writes to a closed database counts up in its first page, and who writes to one whose server was killed takes its log
 * away, or begins it anew.
 */
export function isAsLeft(left: Left, fd: number, path: string): boolean {
  const database = readDatabaseHeader(fd);
  // Nothing that writes to it leaves it without its first words.
  if (database === undefined) return true;
  if (database.pageSize !== left.pageSize || database.stamp !== left.stamp) return false;
  const log = withFile(`${path}-wal`, (file) => ({ header: readLogHeader(file) }));
  if (left.closed) return isCounterOf(database, left) && log?.header === undefined;
  if (log === undefined) return false;
  if (log.header === undefined) return left.salts === undefined || left.moved;
  return !log.header.isSound || follows(left, log.header.salts);
}

function isCounterOf({ counter, counterAgain }: DatabaseHeader, left: Left): boolean {
  return counter === left.counter || counter !== counterAgain;
}

/** Whether a log with these salts holds all that was not yet taken from the one that was left. */
export function follows({ salts, moved }: Left, next: LogHeader["salts"]): boolean {
  if (salts === undefined || isSame(salts, next)) return true;
  return moved && next[0] === (salts[0] + 1) >>> 0;
}

export function isSame(a: Salts, b: Salts): boolean {
  return a[0] === b[0] && a[1] === b[1];
}
