import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { errnoOf, fail, GROUND_ERRORS } from "#ground/errors";
import { serverFile } from "#ground/server";
import { databaseFile, hasDatabase, holds, walFile } from "#ground/store";
import { wasServed } from "./server-file.ts";

/**
 * Refuses a store that lost a part of itself: STORE_NOT_WHOLE. Artifacts in a folder of their own that is not there are on
 * a disk that is not mounted, or lie elsewhere: what is uploaded would go where nobody looks. A store whose database is
 * missing or empty, where a server was killed over it or files of its runs lie in it, would begin anew, with run 1; one that
 * lost what its killed server committed last would go on without it. To be asked by who holds the store's lock, or when no
 * server answers. `named`: a person just said where artifacts are to go.
 */
export function requireWhole(store: string, artifacts: string, named: boolean): void {
  const refuse = (problem: string, fix: string): never => {
    throw fail(GROUND_ERRORS, "STORE_NOT_WHOLE", { store, problem, fix });
  };
  const isOwn = holds(store, artifacts);
  if (!isOwn && !named && hasDatabase(store) && !existsSync(artifacts))
    refuse(
      `its artifacts lie in ${artifacts}, which is not there`,
      "bring the folder back (is its disk mounted?), make it where it is new, or name another with fettle server --artifacts FOLDER",
    );
  const wal = statSync(walFile(store), { throwIfNoEntry: false });
  if (hasDatabase(store)) {
    if (wal !== undefined || !wasServed(store)) return;
    refuse(
      `its server was killed, and ${walFile(store)}, which held what was recorded last, is gone`,
      `bring that file back from where it went; or rm ${JSON.stringify(serverFile(store))} to go on with what fettle.db holds`,
    );
  }
  const files = isOwn && holdsFile(artifacts) ? `${artifacts} holds files of its runs` : undefined;
  const killed =
    wasServed(store) || (wal?.size ?? 0) > 0 ? "a server was killed over it" : undefined;
  const why = files ?? killed;
  if (why === undefined) return;
  const isThere = existsSync(databaseFile(store));
  refuse(
    `fettle.db is ${isThere ? "empty" : "missing"}, and ${why}`,
    "bring fettle.db back from where it went or from a backup; or move the store away to begin anew",
  );
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
