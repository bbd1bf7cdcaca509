/**
 * Shares syncs of a folder: who asks while one is under way waits for the next, which begins when that one ends and
 * serves all who asked meanwhile. A sync that began before an entry was made says nothing of it.
 */
export function createSyncGroup(): (key: string, sync: () => Promise<void>) => Promise<void> {
  const now = new Map<string, Promise<void>>();
  const next = new Map<string, Promise<void>>();
  const begin = (key: string, sync: () => Promise<void>): Promise<void> => {
    const begun = sync().finally(() => {
      if (now.get(key) === begun) now.delete(key);
    });
    now.set(key, begun);
    return begun;
  };
  return (key, sync) => {
    const running = now.get(key);
    if (running === undefined) return begin(key, sync);
    const waiting = next.get(key);
    if (waiting !== undefined) return waiting;
    const after = running
      .catch(() => {})
      .then(() => {
        next.delete(key);
        return begin(key, sync);
      });
    next.set(key, after);
    return after;
  };
}
