import { defineHook, type Hook } from "#ground/hooks";
import type { ServerContext } from "#ground/server";
import type { RunDetail } from "../model.ts";

/** Called after a run that missed its deadline was marked as lost. It may come back, and be lost again. */
export const runLost: Hook<(run: RunDetail, context: ServerContext) => Promise<void>> =
  defineHook("runs.runLost");
