import { parseDuration } from "#ground/words";
import type { OpenRun } from "./store/lost.ts";

/**
 * How long a run may say nothing, in milliseconds: what it was started with, its tag `fettle.lostAfter`, its experiment's,
 * what its project chose, else the server's setting. `never` in a tag, and 0 in the settings, mean for ever.
 */
export function deadlineOf(
  run: Pick<OpenRun, "lost_after" | "run_tag" | "experiment_tag" | "project_choice">,
  otherwise: number,
): number {
  const ms =
    fromTag(run.run_tag) ??
    run.lost_after ??
    fromTag(run.experiment_tag) ??
    run.project_choice ??
    otherwise;
  return ms === 0 ? Number.POSITIVE_INFINITY : ms;
}

/** A tag that can't be read counts as absent: a typo must not make runs lost, nor keep them for ever. */
function fromTag(text: string | null): number | undefined {
  if (text === null) return undefined;
  return text.trim() === "never" ? 0 : parseDuration(text);
}
