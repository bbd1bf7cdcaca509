import { type Report, readReport } from "#dialogues";
import { fail } from "#ground/errors";
import type { ServerContext } from "#ground/server";
import { recordEdge } from "#lineage";
import { requireVersion } from "#models";
import { settle } from "#runs";
import type { ComparisonRequest } from "./api.ts";
import { ERRORS } from "./errors.ts";
import type { Comparison, MetricPair } from "./model.ts";
import type { Arms } from "./pair-cases.ts";
import { insertComparison } from "./store/insert-comparison.ts";
import { selectComparison } from "./store/select-comparison.ts";
import { judge } from "./verdict.ts";

/** Compares three stored reports, keeps the result and tells it. The same request again gives the same comparison. */
export async function recordComparison(
  request: ComparisonRequest,
  context: ServerContext,
): Promise<Comparison> {
  const known = await selectComparison(context.database, request.id);
  if (known !== undefined) return sameOrFail(known, request);
  const metrics = await pairMetrics(request, context);
  const arms = await readArms(request, context);
  const comparison: Comparison = {
    id: request.id,
    project: request.project,
    model: request.model,
    champion: request.champion,
    candidate: request.candidate,
    createdAt: context.clock.now(),
    suite: arms.champion.suite,
    ...judge(arms),
    metrics,
    reports: {
      champion: arms.champion.id,
      championAgain: arms.championAgain.id,
      candidate: arms.candidate.id,
    },
  };
  return context.database.write(async (tx) => {
    // Sent twice at once, the second finds the first here.
    const first = await selectComparison(tx, request.id);
    if (first !== undefined) return sameOrFail(first, request);
    await insertComparison(tx, comparison);
    for (const report of request.reports)
      await recordEdge(tx, {
        project: comparison.project,
        from: { kind: "report", id: report },
        to: { kind: "comparison", id: comparison.id },
        relation: "judged",
        at: comparison.createdAt,
      });
    tx.afterCommit(() => context.events.publish("gate", { comparison: comparison.id }));
    return comparison;
  });
}

function sameOrFail(known: Comparison, request: ComparisonRequest): Comparison {
  const { champion, championAgain, candidate } = known.reports;
  const same =
    known.project === request.project &&
    known.model === request.model &&
    known.champion === request.champion &&
    known.candidate === request.candidate &&
    [champion, championAgain, candidate].join() === request.reports.join();
  if (same) return known;
  throw fail(ERRORS, "GATE_ID_TAKEN", { kind: "comparison", id: request.id });
}

/** The reports, each of the project and version it is said to be of, and no two the same. */
async function readArms(request: ComparisonRequest, context: ServerContext): Promise<Arms> {
  const [first, second, third] = request.reports;
  if (new Set(request.reports).size < 3)
    throw fail(ERRORS, "GATE_SUITES_DIFFER", {
      problem: "one report is named twice; the champion runs twice, and each run has its own",
    });
  const { champion, candidate } = request;
  const arms = {
    champion: await readArm(first, champion, request, context),
    championAgain: await readArm(second, champion, request, context),
    candidate: await readArm(third, candidate, request, context),
  };
  const others = Object.values(arms).map((report) => otherModels(report, request.model));
  if (new Set(others).size > 1)
    throw fail(ERRORS, "GATE_SUITES_DIFFER", {
      problem: `the arms differ in more than ${request.model}: ${[...new Set(others)].join(" and ")}`,
    });
  return arms;
}

async function readArm(
  id: string,
  version: number,
  { project, model }: ComparisonRequest,
  context: ServerContext,
): Promise<Report> {
  const report = await readReport(context.database, id);
  if (report === undefined) throw fail(ERRORS, "GATE_REPORT_UNKNOWN", { id });
  if (report.project !== project)
    throw fail(ERRORS, "GATE_SUITES_DIFFER", {
      problem: `report ${id} is of project ${report.project}, not of ${project}`,
    });
  const tested = own(report.arm.models, model);
  if (tested !== version)
    throw fail(ERRORS, "GATE_SUITES_DIFFER", {
      problem: `report ${id} tested ${tested === undefined ? `no version of ${model}` : `${model}@${tested}`}, not ${model}@${version}`,
    });
  return report;
}

/** The versions of all models but the one on trial, as text: they must be the same in all arms. */
function otherModels(report: Report, model: string): string {
  const others = Object.entries(report.arm.models)
    .filter(([name]) => name !== model)
    .map(([name, version]) => `${name}@${version}`)
    .sort();
  return others.length === 0 ? "no other model" : others.join(", ");
}

/** The metrics of both versions' runs; a key that is no finite number of one of them is null there. */
async function pairMetrics(
  { model, champion, candidate }: ComparisonRequest,
  context: ServerContext,
): Promise<MetricPair[]> {
  const db = await settle(context);
  const old = (await requireVersion(db, model, champion)).metrics;
  const fresh = (await requireVersion(db, model, candidate)).metrics;
  return [...new Set([...Object.keys(old), ...Object.keys(fresh)])].sort().map((key) => ({
    key,
    champion: own(old, key) ?? null,
    candidate: own(fresh, key) ?? null,
  }));
}

/** People name metrics and models: `constructor` is there only where somebody said so. */
function own(values: Readonly<Record<string, unknown>>, key: string): number | undefined {
  const value = Object.hasOwn(values, key) ? values[key] : undefined;
  return typeof value === "number" ? value : undefined;
}
