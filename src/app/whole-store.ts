import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { errnoOf, fail, GROUND_ERRORS } from "#ground/errors";
import { databaseFile, holds, holdsRecords } from "#ground/store";

/**
 * Refuses a store that lost a part of itself: STORE_NOT_WHOLE. Artifacts in a folder of their own that is not there are on
 * a disk that is not mounted, or lie elsewhere: what is uploaded would go where nobody looks. A store whose database is
 * missing or empty beside artifacts in its own folder would begin anew, with run 1, beside the files of other runs.
 * `named`: a person just said where artifacts are to go.
 */
export function requireWhole(store: string, artifacts: string, named: boolean): void {
  const isOwn = holds(store, artifacts);
  if (!isOwn && !named && holdsRecords(store) && !existsSync(artifacts))
    throw fail(GROUND_ERRORS, "STORE_NOT_WHOLE", {
      store,
      problem: `its artifacts lie in ${artifacts}, which is not there`,
      fix: "bring the folder back (is its disk mounted?), make it where it is new, or name another with fettle server --artifacts FOLDER",
    });
  const database = databaseFile(store);
  const found = statSync(database, { throwIfNoEntry: false });
  if (found !== undefined && found.size > 0) return;
  if (!isOwn || !holdsFile(artifacts)) return;
  throw fail(GROUND_ERRORS, "STORE_NOT_WHOLE", {
    store,
    problem: `fettle.db is ${found === undefined ? "missing" : "empty"}, and ${artifacts} holds files of its runs`,
    fix: "bring fettle.db back from where it went or from a backup; or move the artifacts away to begin anew",
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
