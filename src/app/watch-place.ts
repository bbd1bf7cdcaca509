import { existsSync } from "node:fs";
import { databaseFile, identityOf, walFile } from "#ground/store";
import { readServerFile } from "./server-file.ts";

const PLACE_CHECK_MS = 1000;

/** What makes a server found: it is made anew where somebody removed it. */
export type Marks = {
  readonly socket: string;
  /** Listens on the socket again. */
  listen(): Promise<void>;
  /** Writes `server.json` again. */
  write(): void;
};

/**
 * Watches that the store is still where it was opened, and that its server can be found. In a project that was moved or
 * removed the server would go on with the open database, and write artifacts where nobody looks for them; over a database
 * that was removed it would acknowledge what is lost when it ends.
 */
export function watchPlace(store: string, marks: Marks, tell: (problem: string) => void) {
  const identity = identityOf(store);
  const database = identityOf(databaseFile(store));
  const isOurs = (): boolean =>
    identityOf(store) === identity && identityOf(databaseFile(store)) === database;
  const problem = (): string | undefined => {
    if (identityOf(store) !== identity)
      return `the store ${store} was moved or removed, so its server ends`;
    // What it was able to write is in the database once it is closed, where that is still there.
    const missing = isOurs() ? walFile(store) : databaseFile(store);
    if (isOurs() && existsSync(missing)) return undefined;
    return `${missing} was removed or replaced under its server, which ends`;
  };
  let isHealing = false;
  const timer = setInterval(() => {
    const found = problem();
    if (found !== undefined) {
      clearInterval(timer);
      tell(found);
      return;
    }
    if (isHealing) return;
    isHealing = true;
    void heal(store, marks).finally(() => {
      isHealing = false;
    });
  }, PLACE_CHECK_MS).unref();
  return { isOurs, stop: () => clearInterval(timer) };
}

/** A full disk or a missing right is no reason to end: it is tried again a second later. */
async function heal(store: string, marks: Marks): Promise<void> {
  try {
    if (!existsSync(marks.socket)) await marks.listen();
    if (readServerFile(store)?.pid !== process.pid) marks.write();
  } catch {
    // As above.
  }
}
