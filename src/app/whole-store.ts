import { readdirSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import { errnoOf, fail, GROUND_ERRORS } from "#ground/errors";
import { databaseFile } from "#ground/store";

/**
 * Refuses a store whose database is missing or empty beside artifacts in its own folder (STORE_NOT_WHOLE): a new one would
 * begin there in silence, with run 1, beside the files of other runs. Artifacts elsewhere may be anybody's.
 */
export function requireWhole(store: string, artifacts: string): void {
  const database = databaseFile(store);
  const found = statSync(database, { throwIfNoEntry: false });
  if (found !== undefined && found.size > 0) return;
  const isOwn = artifacts.startsWith(`${store}${sep}`);
  if (!isOwn || !holdsFile(artifacts)) return;
  const problem = found === undefined ? "is missing" : "is empty";
  throw fail(GROUND_ERRORS, "STORE_NOT_WHOLE", {
    store,
    database: `fettle.db ${problem}`,
    artifacts,
  });
}

/** Whether a file lies in the folder, at any depth; stops at the first. */
function holdsFile(folder: string): boolean {
  try {
    return readdirSync(folder, { withFileTypes: true }).some((entry) =>
      entry.isDirectory() ? holdsFile(join(folder, entry.name)) : true,
    );
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return false;
    throw error;
  }
}
