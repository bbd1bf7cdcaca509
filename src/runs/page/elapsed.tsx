import { useEffect, useState } from "react";
import { formatDuration } from "#web/figures";
import type { RunRow } from "../model.ts";

const TICK_MS = 1000;

/** How long a run took, or has taken so far. */
export function Elapsed({
  run,
}: {
  readonly run: Pick<RunRow, "status" | "startedAt" | "durationMs">;
}) {
  const ticks = run.durationMs === null && run.status === "RUNNING";
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!ticks) return undefined;
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [ticks]);
  if (!ticks) return formatDuration(run.durationMs);
  return formatDuration(Math.floor(Math.max(0, now - run.startedAt) / TICK_MS) * TICK_MS);
}
