import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { OWN_FOLDER } from "./object-store.ts";

/** Where what is being received waits, in a folder of our own. */
export function incomingIn(root: string): string {
  return join(root, OWN_FOLDER, "incoming");
}

/** Removes what a killed server left there: what was last written before a time, so that nobody's upload is touched. */
export function sweepIncoming(root: string, before: number): void {
  const incoming = incomingIn(root);
  for (const name of entriesOf(incoming)) {
    const path = join(incoming, name);
    const info = statSync(path, { throwIfNoEntry: false });
    if (info !== undefined && info.mtimeMs < before) rmSync(path, { force: true });
  }
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
