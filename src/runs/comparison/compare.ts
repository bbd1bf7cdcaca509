import type { ServerContext } from "#ground/server";
import { describeRows } from "../describe-run.ts";
import { readEnvironment } from "../environment/index.ts";
import { findRun, resolveRun } from "../find-run.ts";
import { settle } from "../metrics/index.ts";
import type { RunDetail, RunRow } from "../model.ts";
import { selectDirections } from "../store/project-choices.ts";
import { selectFinished } from "../store/select-finished.ts";
import type { Settled } from "../store/settled.ts";
import { comparedRuns, compareRows } from "./compare-runs.ts";
import type { ComparedGroup, RunComparison } from "./model.ts";
import { compareMetric } from "./noise.ts";
import { grouped, isSeed, signatureOf } from "./repeats.ts";

/** Among the latest so many finished runs of an experiment repeats are looked for. */
const REPEATS_MAX = 500;

/**
 * Runs side by side, and their metrics over the repeats of each: the compared runs that differ in their seed alone count
 * as one group, and so do, unless `repeats` is false, the finished runs in the store that differ from them in no more.
 */
export async function compareRuns(
  context: ServerContext,
  asked: { refs: readonly string[]; project: string | undefined; repeats: boolean },
): Promise<RunComparison> {
  const db = await settle(context);
  const runs: RunDetail[] = [];
  const compared = [];
  for (const ref of asked.refs) {
    const run = await findRun(db, ref, asked.project);
    const { number } = await resolveRun(db, run.id);
    runs.push(run);
    compared.push({ run, found: await readEnvironment(db, number) });
  }
  const groups = grouped(runs);
  const others = asked.repeats ? await repeatsOf(db.aside, groups) : [];
  const directions = await selectDirections(db, runs[0]?.project);
  const all = groups.map((own, i): readonly RunRow[] => [...own, ...(others[i] ?? [])]);
  const keys = [...new Set(runs.flatMap((run) => Object.keys(run.metrics)))].sort();
  return {
    runs: comparedRuns(runs),
    rows: compareRows(compared),
    groups: groups.map((own, i) => describeGroup(own, others[i] ?? [])),
    metrics: keys.map((key) =>
      compareMetric(
        key,
        all.map((members) => members.flatMap((run) => run.metrics[key] ?? [])),
        directions,
      ),
    ),
  };
}

/** Repeats of each group's runs among the latest finished ones of its experiment, without the group's own. */
async function repeatsOf(
  db: Settled,
  groups: readonly (readonly RunDetail[])[],
): Promise<RunRow[][]> {
  const known = new Set(groups.flat().map((run) => run.id));
  const found = new Map<string, RunRow[]>();
  for (const experiment of new Set(groups.flat().map((run) => run.experiment))) {
    const records = await selectFinished(db, experiment, REPEATS_MAX);
    for (const run of await describeRows(db, records)) {
      if (known.has(run.id)) continue;
      const signature = signatureOf(run);
      found.set(signature, [...(found.get(signature) ?? []), run]);
    }
  }
  return groups.map((own) => found.get(signatureOf(own[0] as RunDetail)) ?? []);
}

function describeGroup(own: readonly RunDetail[], repeats: readonly RunRow[]): ComparedGroup {
  const keys = new Set([...own, ...repeats].flatMap((run) => Object.keys(run.params)));
  return {
    label: own[0]?.name ?? "",
    runs: own.map((run) => run.id),
    repeats: repeats.length,
    seeds: [...keys].filter(isSeed).sort(),
  };
}
