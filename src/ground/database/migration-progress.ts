import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";

/** How far the migrations of a store are. */
export type MigrationProgress = {
  readonly pid: number;
  /** Steps done, and of how many: the copy, each statement, each conversion. */
  readonly done: number;
  readonly total: number;
};

function fileOf(path: string): string {
  return `${path}.migrating`;
}

/** How far the migrations of a database are, as their process wrote it down; `undefined` where none are under way. */
export function migrationUnderWay(path: string): MigrationProgress | undefined {
  try {
    const found = JSON.parse(readFileSync(fileOf(path), "utf8")) as MigrationProgress;
    const { pid, done, total } = found;
    // 0 and below would mean a group of processes.
    if (![pid, done, total].every(Number.isSafeInteger) || pid <= 0) return undefined;
    return isAlive(pid) ? { pid, done, total } : undefined;
  } catch {
    return undefined;
  }
}

/** Between two notes on disk: a fresh store has many steps, and is made in a moment. */
const NOTE_MS = 250;

/**
 * Writes down for others how far the migrations are, that of an update from its beginning on; where the disk is full
 * nobody is told.
 */
export function tellMigration(
  path: string,
  { total, isUpdate }: { readonly total: number; readonly isUpdate: boolean },
  told: (done: number) => void,
): { step(): void; end(): void } {
  let done = 0;
  let notedAt = isUpdate ? Number.NEGATIVE_INFINITY : performance.now();
  const tell = (): void => {
    told(done);
    if (performance.now() - notedAt < NOTE_MS) return;
    notedAt = performance.now();
    try {
      writeFileSync(`${fileOf(path)}.new`, JSON.stringify({ pid: process.pid, done, total }));
      renameSync(`${fileOf(path)}.new`, fileOf(path));
    } catch {
      rmSync(`${fileOf(path)}.new`, { force: true });
    }
  };
  tell();
  return {
    step(): void {
      done += 1;
      tell();
    },
    end(): void {
      rmSync(fileOf(path), { force: true });
    },
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
