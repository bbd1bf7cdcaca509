import { defineHook } from "#ground/hooks";
import type { ServerContext } from "#ground/server";
import type { ImportAnswer, ImportRecord, RecordOf } from "./records.ts";

export type Registered = RecordOf<"registered-model"> | RecordOf<"version">;
export type Result = ImportAnswer["results"][number];

/**
 * Called with each registered model and version that an import brings. A version's model comes before it, and the model
 * once more with its aliases when its versions are there. What is known already stays.
 */
export const importRegistered =
  defineHook<(context: ServerContext, record: Registered, project: string) => Promise<Result>>(
    "runs.importRegistered",
  );

/**
 * Asked for what is registered, in the order in which an import can take it; `project` narrows it.
 */
export const exportRegistered =
  defineHook<(context: ServerContext, project: string | undefined) => AsyncIterable<ImportRecord>>(
    "runs.exportRegistered",
  );
