import type { Operation } from "./mlflow-route.ts";

/**
 * Logged models can't be made here yet, so a search for them finds none. The client asks after every listing of a run's
 * artifacts and gives up where the question itself is unknown.
 */
export const LOGGED_MODEL_OPERATIONS: readonly Operation[] = [
  {
    method: "POST",
    path: "logged-models/search",
    permission: "read",
    summary: "Logged models: none, since there is no route yet that makes one.",
    run: async () => ({ models: [] }),
  },
];
