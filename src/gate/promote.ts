import type { Tx } from "#ground/database";
import { fail, isFettleError } from "#ground/errors";
import type { ServerContext } from "#ground/server";
import { recordEdge } from "#lineage";
import { moveAlias, readAlias } from "#models";
import { settle } from "#runs";
import type { PromoteRequest } from "./api.ts";
import { ERRORS } from "./errors.ts";
import { asDecided } from "./guard-champion.ts";
import type { ComparisonRow, Decision } from "./model.ts";
import { insertDecision } from "./store/insert-decision.ts";
import { selectDecision } from "./store/select-decision.ts";
import { selectDecisions } from "./store/select-decisions.ts";
import { selectNewestComparison } from "./store/select-newest-comparison.ts";

/**
 * Makes a version the champion if the gate allows it. Rules, decision and move of the alias are one write, so that a
 * kill leaves all of it or nothing. The same request again gives the same decision.
 */
export async function promote(
  request: PromoteRequest,
  user: string,
  context: ServerContext,
): Promise<Decision> {
  const decision = (await decidedBefore(request, context)) ?? (await move(request, user, context));
  if (decision.verdict === "first") await keepBaseline(decision, context);
  return decision;
}

async function decidedBefore(
  request: PromoteRequest,
  context: ServerContext,
): Promise<Decision | undefined> {
  const decision = await selectDecision(context.database, request.id);
  if (decision === undefined) return undefined;
  const same =
    decision.project === request.project &&
    decision.model === request.model &&
    decision.to === request.version;
  if (same) return decision;
  throw fail(ERRORS, "GATE_ID_TAKEN", { kind: "decision", id: request.id });
}

async function move(
  request: PromoteRequest,
  user: string,
  context: ServerContext,
): Promise<Decision> {
  const { id, model, project, version } = request;
  const decided: Decision[] = [];
  const wish = {
    name: model,
    alias: "champion",
    to: version,
    project,
    user,
    reason: request.reason?.trim() ?? "",
    decisionId: id,
  };
  try {
    await asDecided(id, () =>
      moveAlias(context, wish, async (tx, { from }) => {
        decided.push(await decide(tx, request, from, { user, at: context.clock.now() }));
        tx.afterCommit(() => context.events.publish("gate", { decision: id }));
      }),
    );
  } catch (error) {
    // Sent twice at once, the second finds the alias moved, by the first.
    const first = await decidedBefore(request, context);
    if (first !== undefined) return first;
    throw error;
  }
  return decided[0] as Decision;
}

/** The first champion is the simple thing to beat, unless somebody named another. */
async function keepBaseline(decision: Decision, context: ServerContext): Promise<void> {
  const { project, model, to, user, reason, id } = decision;
  if ((await readAlias(await settle(context), model, "baseline")) !== undefined) return;
  try {
    await moveAlias(context, {
      name: model,
      alias: "baseline",
      to,
      project,
      user,
      reason,
      decisionId: id,
    });
  } catch (error) {
    // Named by somebody else meanwhile, or by this request sent twice.
    if (!isFettleError(error) || error.code !== "MODELS_ALIAS_MOVED") throw error;
  }
}

type Grounds = Pick<Decision, "verdict" | "comparisonId" | "override" | "reason">;

/** Applies the rules to the champion of this moment and records the decision. */
async function decide(
  tx: Tx,
  request: PromoteRequest,
  champion: number | null,
  by: Pick<Decision, "user" | "at">,
): Promise<Decision> {
  const { model, version, project } = request;
  if (champion === version) throw fail(ERRORS, "GATE_ALREADY_CHAMPION", { model, version });
  const grounds =
    champion === null
      ? await groundsForFirst(tx, request)
      : await groundsToReplace(tx, request, champion);
  const decision = {
    id: request.id,
    project,
    model,
    from: champion,
    to: version,
    ...grounds,
    ...by,
  };
  await insertDecision(tx, decision);
  const itself = { kind: "decision", id: decision.id } as const;
  if (decision.comparisonId !== null)
    await recordEdge(tx, {
      project,
      from: { kind: "comparison", id: decision.comparisonId },
      to: itself,
      relation: "decided",
      at: decision.at,
    });
  await recordEdge(tx, {
    project,
    from: itself,
    to: { kind: "model", id: `${model}@${version}` },
    relation: "promoted",
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
