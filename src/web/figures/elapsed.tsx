import { useEffect, useState } from "react";
import { formatDuration } from "./figures.ts";

const TICK_MS = 1000;

/** How long something took, or has taken so far. */
export function Elapsed({
  startedAt,
  durationMs,
  ticks,
}: {
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly durationMs: number | null;
  /** It goes on. */
  readonly ticks: boolean;
}) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!ticks) return undefined;
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [ticks]);
  if (!ticks) return formatDuration(durationMs);
  return formatDuration(Math.floor(Math.max(0, now - startedAt) / TICK_MS) * TICK_MS);
}
