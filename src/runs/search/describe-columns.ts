import type { Database } from "#ground/database";
import type { ServerContext } from "#ground/server";
import { jsonNumber } from "#ground/wire";
import { settle } from "../metrics/index.ts";
import type { RunColumns } from "../model.ts";
import type { MatchQuery } from "../schemas/index.ts";
import { selectDirections } from "../store/project-choices.ts";
import type { Settled } from "../store/settled.ts";
import { keptAnswer, orderedRuns } from "./ordered-runs.ts";
import { runSearch } from "./run-search.ts";
import { fewRuns, type RunSearch } from "./store/search-runs.ts";
import { type ColumnFacts, selectColumns, selectFacts } from "./store/select-columns.ts";

const KINDS = ["param", "metric", "tag"] as const;

/** What the runs that match have logged, and where they differ. */
export async function describeColumns(
  context: ServerContext,
  query: MatchQuery,
): Promise<RunColumns> {
  const database = await settle(context);
  const search = runSearch(
    query,
    context.clock.now(),
    await selectDirections(database, query.project),
  );
  return keptAnswer(database, JSON.stringify(["columns", search]), () =>
    columnsOf(database, search),
  );
}

async function columnsOf(database: Settled<Database>, search: RunSearch): Promise<RunColumns> {
  const numbers = await orderedRuns(database, search, []);
  const reader = (await fewRuns(database)) ? database : database.aside;
  const columns: RunColumns["columns"][number][] = [];
  const add = (
    kind: RunColumns["columns"][number]["kind"],
    found: readonly ColumnFacts[],
  ): void => {
    for (const { key, runs, same, sample } of found)
      if (runs > 0)
        columns.push({
          kind,
          key,
          runs,
          distinct: same === 1 && runs === numbers.length ? 1 : 2,
          sample: typeof sample === "number" ? jsonNumber(sample) : (sample ?? undefined),
        });
  };
  for (const kind of KINDS) add(kind, await selectColumns(reader, kind, numbers));
  add("fact", await selectFacts(reader, numbers));
  return { columns };
}
