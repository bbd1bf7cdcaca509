import { checkLength, invalid } from "#ground/mlflow";
import { type Field, fieldOf, Scanner } from "#ground/search";
import type { ServerContext } from "#ground/server";
import { directionOf } from "../best/index.ts";
import { settle } from "../metrics/index.ts";
import type { RunGroups } from "../model.ts";
import { selectDirections } from "../store/project-choices.ts";
import type { RunGroupsQuery } from "./api.ts";
import { RUNS } from "./grammar.ts";
import { keptAnswer, orderedRuns } from "./ordered-runs.ts";
import { runSearch } from "./run-search.ts";
import { fewRuns } from "./store/search-runs.ts";
import { selectGroups } from "./store/select-groups.ts";

const BY_MAX = 5;
const METRICS_MAX = 50;
const GROUPS_MAX = 1000;

/** The runs that match, in groups of what is alike. At most 1,000 groups, the newest. */
export async function groupRuns(context: ServerContext, query: RunGroupsQuery): Promise<RunGroups> {
  const database = await settle(context);
  const names = query.by.split(",").filter((name) => name !== "");
  const metrics = (query.metrics ?? "").split(",").filter((name) => name !== "");
  checkLength(names, BY_MAX, "by");
  checkLength(metrics, METRICS_MAX, "metrics");
  if (names.length === 0) throw invalid(query.by, "by", "expected at least one field");
  const by = names.map(groupField);
  const directions = await selectDirections(database, query.project);
  const search = runSearch(query, context.clock.now(), directions);
  const key = JSON.stringify(["groups", search, names, metrics]);
  const found = await keptAnswer(database, key, async () => {
    const numbers = await orderedRuns(database, search, []);
    const reader = (await fewRuns(database)) ? database : database.aside;
    return selectGroups(reader, numbers, { by, metrics, directions, limit: GROUPS_MAX });
  });
  return {
    groups: found.map((group) => ({
      by: names.map((key, i) => ({ key, value: group.by[i] ?? null })),
      runs: group.runs,
      newest: group.newest,
      metrics: Object.fromEntries(
        group.metrics.map(({ squares, ...sums }, i) => [
          metrics[i] as string,
          {
            ...sums,
            best: directionOf(metrics[i] as string, directions) === "lower" ? sums.min : sums.max,
            sd: squares === null || sums.runs < 2 ? null : Math.sqrt(squares / (sums.runs - 1)),
          },
        ]),
      ),
    })),
  };
}

/** `params.model`, `tags.x`, or one of a run's own words. */
function groupField(name: string): Field {
  const dot = name.indexOf(".");
  const prefix = dot === -1 ? undefined : name.slice(0, dot);
  const key = dot === -1 ? name : name.slice(dot + 1);
  const field = fieldOf(new Scanner(name), RUNS, { prefix, key, at: 0 });
  if (field.target === "dataset" || field.target === "metric")
    throw invalid(name, "by", "expected a parameter, a tag, or a fact such as status or user");
  return field;
}
