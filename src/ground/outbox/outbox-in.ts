import { lstatSync } from "node:fs";
import { join } from "node:path";
import { storeAt } from "#ground/store";

/** Where in a store the requests of scripts wait that could not be sent. */
export function outboxIn(store: string): string {
  return join(store, "outbox");
}

/**
 * Where requests of a project's scripts may wait: in its store, and in the folder where it would have been, where they were
 * made before the project was in git.
 */
export function outboxesOf(project: { readonly root: string; readonly store: string }): string[] {
  const [own, before] = [project.store, storeAt(project.root)];
  const isApart = own !== before && lstatSync(before, { throwIfNoEntry: false })?.isDirectory();
  return [own, ...(isApart === true ? [before] : [])].map(outboxIn);
}
