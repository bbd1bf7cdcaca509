import { closeSync, openSync, readFileSync, rmSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { errnoOf } from "#ground/errors";

/** Longer than any command waits for a server that it starts: whoever wrote an older one is gone. */
const STALE_MS = 60_000;

/**
 * Lets one of many commands that find no server start one, while the others wait: thirty at once would start thirty, of
 * which 29 only take the time of the one. It is a courtesy and no lock, which the server itself takes: where the store can't
 * be written, or two come through, both may start one.
 */
export function oneStarter(store: string): { isMine(): boolean; done(): void } {
  const path = join(store, "server.starting");
  let mine = false;
  return {
    isMine() {
      if (!mine) mine = claim(path) || (isAbandoned(path) && takeOver(path));
      return mine;
    },
    done() {
      if (mine) rmSync(path, { force: true });
      mine = false;
    },
  };
}

function claim(path: string): boolean {
  try {
    const file = openSync(path, "wx", 0o600);
    writeSync(file, String(process.pid));
    closeSync(file);
    return true;
  } catch (error) {
    return errnoOf(error) !== "EEXIST";
  }
}

function takeOver(path: string): boolean {
  rmSync(path, { force: true });
  return claim(path);
}

/** Its command was killed, or its number is another program's by now. */
function isAbandoned(path: string): boolean {
  try {
    if (Date.now() - statSync(path).mtimeMs > STALE_MS) return true;
    // It may not have been written yet.
    const pid = Number(readFileSync(path, "utf8") || process.pid);
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return errnoOf(error) !== "EPERM";
  }
}
