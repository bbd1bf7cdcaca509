import { dirname } from "node:path";
import { diffCommits } from "#ground/git";
import { defineRoute, type RouteShape } from "#ground/http";
import { invalid } from "#ground/mlflow";
import type { ServerContext } from "#ground/server";
import { readEnvironment } from "../environment/index.ts";
import { resolveRun } from "../find-run.ts";
import { COMPARE_API } from "./api.ts";
import { compareRuns } from "./compare.ts";

const RUNS_MAX = 100;

/** Comparisons of runs. */
export const COMPARE_ROUTES: readonly RouteShape[] = [
  defineRoute({
    ...COMPARE_API.compare,
    permission: "read",
    summary:
      "What two or more runs have in common, where they differ, and whether by more than noise.",
    run({ query }, context) {
      const refs = query.refs.split(",").filter((ref) => ref !== "");
      if (refs.length < 2 || refs.length > RUNS_MAX)
        throw invalid(query.refs, "refs", `expected 2 to ${RUNS_MAX} runs with commas between`);
      return compareRuns(context, {
        refs,
        project: query.project,
        repeats: query.repeats === "true",
      });
    },
  }),
  defineRoute({
    ...COMPARE_API.compareCode,
    permission: "read",
    summary: "How the code of two runs differs: between their commits, and what was not committed.",
    async run({ query }, context) {
      const from = await resolveRun(context.database, query.from, query.project);
      const to = await resolveRun(context.database, query.to, query.project);
      const diff = await diffCommits(repositoryOf(context), from.commit, to.commit);
      const patches = [];
      for (const run of [from, to])
        patches.push((await readEnvironment(context.database, run.number)).patch?.text || null);
      return { ...diff, patches };
    },
  }),
];

/** A store lies in its repository's `.git`, or at the project's root; a team's server has none. */
function repositoryOf(context: ServerContext): string {
  return dirname(context.store.folder);
}
