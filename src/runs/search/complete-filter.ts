import { complete, type Suggestion } from "#ground/search";
import type { ServerContext } from "#ground/server";
import { settle } from "../metrics/index.ts";
import type { RunCompletion } from "../model.ts";
import type { Settled } from "../store/settled.ts";
import type { CompleteQuery } from "./api.ts";
import { RUNS } from "./grammar.ts";
import { fewRuns } from "./store/search-runs.ts";
import { selectValues } from "./store/select-columns.ts";
import { selectKeys } from "./store/select-keys.ts";

const FIRST: readonly Suggestion[] = [
  ...["metrics", "params", "tags"].map((prefix) => ({ text: `${prefix}.`, kind: "key" as const })),
  ...["best.", "min.", "max."].map((text) => ({ text, kind: "key" as const, note: "of a metric" })),
  ...[
    "status",
    "run_name",
    "user",
    "start_time",
    "duration",
    "experiment",
    "commit",
    "branch",
    "end_time",
    "dataset.name",
    "run_id",
  ].map((text) => ({ text, kind: "key" as const })),
  { text: "has:", kind: "keyword", note: "has the key" },
  { text: "NOT ", kind: "keyword" },
];
const STATUSES = ["RUNNING", "FINISHED", "FAILED", "KILLED", "SCHEDULED", "LOST"];
const KEYS = { metric: "metrics", param: "params", tag: "tags" } as const;

/** What could stand at the cursor of a filter: keys and values that the project's runs have, and what the grammar knows. */
export function completeFilter(
  context: ServerContext,
  query: CompleteQuery,
): Promise<RunCompletion> {
  const vocabulary = {
    grammar: RUNS,
    first: FIRST,
    keys: (target: string) => keys(context, query.project, target),
    async values(field: Parameters<typeof selectValues>[1], start: string, max: number) {
      if (field.key === "status") return STATUSES;
      const { database } = context;
      const reader = (await fewRuns(database)) ? database : database.aside;
      return selectValues(reader, field, start, max);
    },
  };
  return complete(vocabulary, query, context.clock.now());
}

async function keys(
  context: ServerContext,
  project: string | undefined,
  target: string,
): Promise<readonly string[]> {
  const kind = target === "metric" || target === "param" || target === "tag" ? KEYS[target] : "";
  if (kind === "") return [];
  const database = await settle(context);
  const reader: Settled = (await fewRuns(database)) ? database : database.aside;
  return selectKeys(reader, kind, project);
}
