import type { Clock } from "#ground/clock";
import type { ServerClient } from "#ground/http";
import type { RunsApi } from "../api.ts";

/** How often a launched run says that it is there, and after which silence it counts as lost. */
const BEAT_MS = 30_000;
export const LOST_AFTER_MS = 120_000;

/** Says again and again that a run is there, until `signal` fires. A beat that fails is made up for by the next. */
export async function keepBeating(
  client: ServerClient,
  id: string,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await clock.sleep(BEAT_MS, signal).catch(() => undefined);
    if (signal.aborted) return;
    await client
      .api<RunsApi>()
      .post("/api/fettle/1/runs/:id/beat", { params: { id } })
      .catch(() => undefined);
  }
}
