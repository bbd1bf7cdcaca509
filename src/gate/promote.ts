import type { Tx } from "#ground/database";
import { fail } from "#ground/errors";
import type { ServerContext } from "#ground/http";
import { recordEdge } from "#lineage";
import { moveAlias, readAlias, readVersion } from "#models";
import type { PromoteRequest } from "./api.ts";
import { ERRORS } from "./errors.ts";
import type { ComparisonRow, Decision } from "./model.ts";
import { insertDecision } from "./store/insert-decision.ts";
import { markCarriedOut } from "./store/mark-carried-out.ts";
import { selectDecision } from "./store/select-decision.ts";
import { selectDecisions } from "./store/select-decisions.ts";
import { selectNewestComparison } from "./store/select-newest-comparison.ts";
import { selectUnfinishedDecisions } from "./store/select-unfinished-decisions.ts";

/**
 * Makes a version the champion if the gate allows it, and keeps the decision. First the decision is recorded, then the
 * alias moved, then the decision marked as carried out: after a kill in between, the same request finishes the work.
 */
export async function promote(
  request: PromoteRequest,
  user: string,
  context: ServerContext,
): Promise<Decision> {
  const known = await selectDecision(context.database, request.id);
  if (known !== undefined) {
    const { decision, carriedOut } = known;
    if (!isOf(decision, request))
      throw fail(ERRORS, "GATE_ID_TAKEN", { kind: "decision", id: request.id });
    if (!carriedOut) await carryOut(decision, context);
    return decision;
  }
  await finishOld(request, context);
  const decision = await context.database.write((tx) => decide(tx, request, user, context));
  await carryOut(decision, context);
  return decision;
}

function isOf(decision: Decision, request: PromoteRequest): boolean {
  return (
    decision.project === request.project &&
    decision.model === request.model &&
    decision.to === request.version
  );
}

/** A decision that moved the alias and lost its server before it was marked belongs to the history. */
async function finishOld(request: PromoteRequest, context: ServerContext): Promise<void> {
  const champion = await readAlias(context.database, request.model, "champion");
  if (champion?.version !== request.version) return;
  const old = await selectUnfinishedDecisions(context.database, request.model, request.version);
  const last = old.at(-1);
  if (last !== undefined) await carryOut(last, context);
}

type Grounds = Pick<Decision, "verdict" | "comparisonId" | "override" | "reason">;

/** Applies the rules and records the decision, all against one state of the store. */
async function decide(
  tx: Tx,
  request: PromoteRequest,
  user: string,
  context: ServerContext,
): Promise<Decision> {
  const { model, version, project } = request;
  await readVersion(tx, model, version);
  const champion = (await readAlias(tx, model, "champion"))?.version ?? null;
  if (champion === version) throw fail(ERRORS, "GATE_ALREADY_CHAMPION", { model, version });
  const grounds =
    champion === null
      ? await groundsForFirst(tx, request)
      : await groundsToReplace(tx, request, champion);
  const decision: Decision = {
    id: request.id,
    project,
    model,
    from: champion,
    to: version,
    ...grounds,
    user,
    at: context.clock.now(),
  };
  await insertDecision(tx, decision);
  if (decision.comparisonId !== null)
    await recordEdge(tx, {
      project,
      from: { kind: "comparison", id: decision.comparisonId },
      to: { kind: "decision", id: decision.id },
      relation: "decided",
      at: decision.at,
    });
  return decision;
}

/** There is nothing to compare the first champion with. One whose alias was removed by hand is not the first. */
async function groundsForFirst(tx: Tx, request: PromoteRequest): Promise<Grounds> {
  const { model, version } = request;
  const [last] = await selectDecisions(tx, { project: "", model, limit: 1 });
  if (last === undefined)
    return {
      verdict: "first",
      comparisonId: null,
      override: false,
      reason: request.reason?.trim() || "The first champion: there was none to compare with.",
    };
  if (request.override !== true)
    throw fail(ERRORS, "GATE_CHAMPION_GONE", { model, version, last: last.to });
  return overridden(request, undefined);
}

/** The newest comparison with the present champion decides; an older, better one does not. */
async function groundsToReplace(
  tx: Tx,
  request: PromoteRequest,
  champion: number,
): Promise<Grounds> {
  const { project, model, version } = request;
  const pair = { project, model, champion, candidate: version };
  const comparison = await selectNewestComparison(tx, pair);
  if (comparison?.verdict === "promote")
    return {
      verdict: "promote",
      comparisonId: comparison.id,
      override: false,
      reason: request.reason?.trim() || (comparison.reasons[0] ?? ""),
    };
  if (request.override === true) return overridden(request, comparison);
  if (comparison === undefined)
    throw fail(ERRORS, "GATE_NOT_COMPARED", { model, version, champion });
  throw fail(ERRORS, "GATE_NOT_BETTER", {
    model,
    version,
    verdict: comparison.verdict,
    reason: comparison.reasons[0] ?? "",
  });
}

function overridden(request: PromoteRequest, comparison: ComparisonRow | undefined): Grounds {
  const reason = request.reason?.trim() ?? "";
  if (reason === "")
    throw fail(ERRORS, "GATE_REASON_MISSING", { model: request.model, version: request.version });
  return {
    verdict: comparison?.verdict ?? "none",
    comparisonId: comparison?.id ?? null,
    override: true,
    reason,
  };
}

/** Moves the alias as the decision says, unless it stands there already; each step may be done before. */
async function carryOut(decision: Decision, context: ServerContext): Promise<void> {
  const { project, model, to, user, reason, id } = decision;
  const move = { name: model, to, project, user, reason, decisionId: id };
  const champion = await readAlias(context.database, model, "champion");
  if (champion?.version !== to) await moveAlias(context, { ...move, alias: "champion" });
  if (decision.verdict === "first") {
    const baseline = await readAlias(context.database, model, "baseline");
    if (baseline === undefined) await moveAlias(context, { ...move, alias: "baseline" });
  }
  await context.database.write(async (tx) => {
    await markCarriedOut(tx, id, context.clock.now());
    await recordEdge(tx, {
      project,
      from: { kind: "decision", id },
      to: { kind: "model", id: `${model}@${to}` },
      relation: "made champion",
      at: decision.at,
    });
    tx.afterCommit(() => context.events.publish("gate", { decision: id }));
  });
}
