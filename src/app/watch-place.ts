import { folderIdentity } from "#ground/store";

const PLACE_CHECK_MS = 1000;

/**
 * Watches that the store is still where it was opened. In a project that was moved or removed the server would go on with
 * the open database, and write artifacts where nobody looks for them.
 */
export function watchPlace(store: string, tell: (problem: string) => void) {
  const identity = folderIdentity(store);
  const isOurs = (): boolean => folderIdentity(store) === identity;
  const timer = setInterval(() => {
    if (isOurs()) return;
    clearInterval(timer);
    tell(`the store ${store} was moved or removed, so its server ends`);
  }, PLACE_CHECK_MS).unref();
  return { isOurs, stop: () => clearInterval(timer) };
}
