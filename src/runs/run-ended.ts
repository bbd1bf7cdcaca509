import { defineHook, type Hook } from "#ground/hooks";
import type { ServerContext } from "#ground/server";
import type { RunDetail } from "./model.ts";

/**
 * Called after a run's end is on disk, by whichever API it came. A run can end more than once: a script that logs into
 * a run of `fettle run` ends it, then the command's own end follows with the exit code.
 */
export const runEnded: Hook<(run: RunDetail, context: ServerContext) => Promise<void>> =
  defineHook("runs.runEnded");
