import { dirname } from "node:path";
import { z } from "zod";
import { defineRoute, type RouteShape } from "#ground/http";
import { invalid } from "#ground/mlflow";
import type { ServerContext } from "#ground/server";
import { readEnvironment } from "../environment/index.ts";
import { resolveRun } from "../find-run.ts";
import { diffCommits } from "./code-diff.ts";
import { compareRuns } from "./compare.ts";
import type { CodeDiff } from "./model.ts";

const BASE = "/api/fettle/1/runs/compare";
const RUNS_MAX = 100;

const project = z.string().optional().describe("Where a name is looked for; default everywhere.");

const compare = defineRoute({
  method: "GET",
  path: BASE,
  permission: "read",
  summary:
    "What two or more runs have in common, where they differ, and whether by more than noise.",
  query: z.object({
    refs: z.string().min(1).describe("Two or more runs, with commas between."),
    project,
    repeats: z
      .enum(["true", "false"])
      .default("true")
      .describe("Whether repeats of these runs that the store has count for the noise."),
  }),
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
});

const code = defineRoute({
  method: "GET",
  path: `${BASE}/code`,
  permission: "read",
  summary: "How the code of two runs differs: between their commits, and what was not committed.",
  query: z.object({
    from: z.string().min(1).describe("A run."),
    to: z.string().min(1).describe("Another one."),
    project,
  }),
  async run({ query }, context): Promise<CodeDiff> {
    const from = await resolveRun(context.database, query.from, query.project);
    const to = await resolveRun(context.database, query.to, query.project);
    const diff = await diffCommits(repositoryOf(context), from.commit, to.commit);
    const patches = [];
    for (const run of [from, to])
      patches.push((await readEnvironment(context.database, run.number)).patch?.text || null);
    return { ...diff, patches };
  },
});

/** Comparisons of runs. */
export const COMPARE_ROUTES: readonly RouteShape[] = [compare, code];

/** A store lies in its repository's `.git`, or at the project's root; a team's server has none. */
function repositoryOf(context: ServerContext): string {
  return dirname(context.store.folder);
}
