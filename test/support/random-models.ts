import type { Maker } from "#test/random-maker";
import { sampleCase, sampleReport } from "#test/sample-report";

/** A registered model with versions, in the trash or not, and what the gate decided about it. */
export function addModel(maker: Maker, name: string): void {
  const { below, one, chance, hex, tick, pairs, records } = maker;
  const project = maker.project();
  if (chance(0.2)) {
    addGone(maker, name, project);
    return;
  }
  const isGone = chance(0.2);
  const last = 1 + below(4);
  const isDecided = !isGone && chance(0.6);
  const decision = hex(32);
  const made: { type: string; [fact: string]: unknown }[] = [];
  const lines: object[] = [];
  const line = (kind: string, from: number | null, to: number | null, more: object = {}) =>
    lines.push({
      ...{ kind, alias: "", from, to, detail: "", project, user: "ada", reason: one(["", "so"]) },
      ...{ at: tick(), decisionId: null, ...more },
    });
  for (let version = 1; version <= last; version += 1) {
    const isLast = version === last;
    const run = one(maker.runs);
    const lifecycle = !isLast && chance(0.3) ? "deleted" : "active";
    const stage = one(["None", "Staging"]);
    made.push({
      ...{ type: "version", id: `${name}@${version}`, model: name, version, description: "" },
      ...{ stage, project, createdAt: tick(), updatedAt: tick(), lifecycle },
      ...{ user: "ada", run, source: `runs:/${run}/model`, tags: pairs() },
      ...(isLast && !isGone ? { aliases: isDecided ? ["best", "champion"] : ["best"] } : {}),
      ...(isLast && isDecided ? { decided: ["champion"] } : {}),
    });
    if (stage !== "None") line("stage", version, version, { detail: "None to Staging" });
    if (!isLast) line("alias", null, version, { alias: "best" });
    if (lifecycle === "deleted") line("deleted", version, null);
  }
  if (!isGone) line("alias", last === 1 ? null : last - 1, last, { alias: "best" });
  if (isDecided) line("alias", null, last, { alias: "champion", decisionId: decision });
  if (isGone) line("deleted", null, null);
  records.push({
    ...{ type: "registered-model", name, description: one(["", "what\nit is"]), project },
    ...{ lifecycle: isGone ? "deleted" : "active", createdAt: tick(), updatedAt: tick() },
    ...{ tags: pairs(), lastVersion: last + below(2) },
    // What MLflow wrote has none.
    ...(chance(0.7) ? { history: lines } : {}),
  });
  records.push(...made);
  if (isDecided) addDecision(maker, decision, { model: name, to: last, project });
}

/** One that was purged or renamed, whose numbers are kept. */
function addGone({ below, chance, tick, records }: Maker, name: string, project: string): void {
  records.push({
    ...{ type: "registered-model", name, description: "", project, lifecycle: "gone", tags: {} },
    ...{ createdAt: tick(), updatedAt: tick(), goneAt: tick(), lastVersion: 1 + below(5) },
    ...(chance(0.5) ? { renamedTo: "model 0" } : {}),
  });
}

function addDecision(
  maker: Maker,
  id: string,
  { model, to, project }: { readonly model: string; readonly to: number; readonly project: string },
): void {
  const { one, chance, hex, tick, records } = maker;
  const [report, comparison] = [hex(32), hex(32)];
  const hasComparison = chance(0.5);
  records.push({
    ...{ type: "report", id: report },
    report: sampleReport(report, [sampleCase("greets", one(["pass", "fail"]))], {
      ...{ project, arm: { label: report, models: { [model]: to }, commit: null } },
      ...{ startedAt: tick(), endedAt: tick() },
    }),
  });
  if (hasComparison)
    records.push({
      ...{ type: "comparison", id: comparison },
      comparison: {
        ...{ id: comparison, project, model, champion: 1, candidate: to, createdAt: tick() },
        ...{ suite: "a".repeat(64), verdict: "promote", reasons: ["better"] },
        ...{ metrics: [], cases: [] },
        counts: { total: 0, fixed: 0, broken: 0, same: 0, flaky: 0, errors: 0 },
        statistics: { mcnemarP: 1, tangoLower: 0, difference: 0 },
        reports: { champion: report, championAgain: report, candidate: report },
      },
    });
  records.push({
    ...{ type: "decision", id, aliases: ["champion"] },
    decision: {
      ...{ id, project, model, from: null, to, verdict: hasComparison ? "promote" : "none" },
      ...{ comparisonId: hasComparison ? comparison : null, override: !hasComparison },
      ...{ reason: "it is better", user: "ada", at: tick() },
    },
  });
  maker.edge({ kind: "decision", id }, { kind: "model", id: `${model}@${to}` }, "promoted");
}
