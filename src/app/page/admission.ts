import { api, Problem } from "#web/api";
import type { AppApi } from "../api.ts";

/**
 * The link that the server prints carries its token behind the `#`, which a browser never sends. It is exchanged for a
 * cookie and leaves the address at once, so that a copied address does not hand it on.
 */
export async function bringToken(): Promise<Problem | undefined> {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (token === null) return undefined;
  history.replaceState(history.state, "", location.pathname + location.search);
  try {
    await api<AppApi>().post("/api/fettle/1/session", { body: { token } });
    return undefined;
  } catch (error) {
    return error instanceof Problem ? error : undefined;
  }
}

/** Whether the server refuses this browser, whatever it asks. */
export function isRefusal(error: unknown): error is Problem {
  return error instanceof Problem && error.status === 403 && error.code === "REQUEST_REFUSED";
}

type Refusal = { readonly problem: Problem | undefined };
let refusal: Refusal = { problem: undefined };
const watchers = new Set<() => void>();

/** The refusal that the whole page shows; set by the first answer that is one. */
export const refused = {
  read: (): Problem | undefined => refusal.problem,
  set(problem: Problem): void {
    refusal = { problem };
    for (const watcher of watchers) watcher();
  },
  watch(watcher: () => void): () => void {
    watchers.add(watcher);
    return () => watchers.delete(watcher);
  },
};
