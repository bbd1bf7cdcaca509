import { z } from "zod";
import type { ServerContext } from "#ground/server";
import { type CarriedRecord, type Carry, type Selection, type Taken, taken } from "#ground/slice";
import { moveAlias, readAlias } from "#models";
import { settle } from "#runs";
import { comparison, decision } from "./api.ts";
import { asDecided } from "./guard-champion.ts";
import type { Comparison, Decision } from "./model.ts";
import { insertComparison } from "./store/insert-comparison.ts";
import { insertDecision } from "./store/insert-decision.ts";
import { selectComparison } from "./store/select-comparison.ts";
import { selectComparisons } from "./store/select-comparisons.ts";
import { selectDecision } from "./store/select-decision.ts";
import { selectDecisions } from "./store/select-decisions.ts";

const ALL = Number.MAX_SAFE_INTEGER;
/** The aliases that a decision sets. */
const ALIASES = ["champion", "baseline"] as const;
const id = z.string().min(1).max(100);

const RECORDS = {
  comparison: z.object({ type: z.literal("comparison"), id, comparison }),
  decision: z.object({
    type: z.literal("decision"),
    id,
    decision,
    /** Those that point where it set them, and that no later one moved. */
    aliases: z.array(z.enum(ALIASES)),
  }),
};

type Given = z.infer<(typeof RECORDS)[keyof typeof RECORDS]>;

/** What transfers carry of the gate: comparisons with all their evidence, and decisions with the aliases they set. */
export const CARRY: Carry = {
  kinds: (["comparison", "decision"] as const).map((name) => ({
    name,
    title: name === "comparison" ? "comparison" : "decision of the gate",
    schema: RECORDS[name],
    key: "id",
    thing: { kind: name, id: (record: CarriedRecord) => String(record["id"]) },
  })),
  give: async (context, selection) => ({ records: giveAll(context, selection) }),
  async take(context, records) {
    const all: Taken[] = [];
    for (const record of records)
      all.push(await taken(() => takeOne(context, record as unknown as Given)));
    return all;
  },
};

async function* giveAll(
  context: ServerContext,
  { project = "", experiment, filter, wants, signal }: Selection,
): AsyncIterable<CarriedRecord> {
  if (experiment !== undefined || filter !== undefined) return;
  const db = context.database.aside;
  const wish = { project, model: "", limit: ALL };
  if (wants("comparison"))
    for (const row of (await selectComparisons(db, wish)).reverse()) {
      if (signal.aborted) return;
      const whole = await selectComparison(db, row.id);
      if (whole !== undefined) yield { type: "comparison", id: row.id, comparison: whole };
    }
  if (!wants("decision")) return;
  const decisions = await selectDecisions(db, wish);
  const seen = new Set<string>();
  const found: CarriedRecord[] = [];
  // Newest first, so that an alias is told with the last decision that set it.
  for (const one of decisions) {
    const aliases: string[] = [];
    for (const alias of one.verdict === "first" ? ALIASES : (["champion"] as const)) {
      const name = `${one.model}@${alias}`;
      if (seen.has(name)) continue;
      seen.add(name);
      if ((await readAlias(await settle(context), one.model, alias))?.version === one.to)
        aliases.push(alias);
    }
    found.push({ type: "decision", id: one.id, decision: one, aliases });
  }
  yield* found.reverse();
}

async function takeOne(context: ServerContext, record: Given): Promise<Taken> {
  return record.type === "comparison"
    ? takeComparison(context, record.comparison)
    : takeDecision(context, record.decision, record.aliases);
}

async function takeComparison(context: ServerContext, whole: Comparison): Promise<Taken> {
  return context.database.write(async (tx) => {
    if ((await selectComparison(tx, whole.id)) !== undefined) return { outcome: "same" };
    await insertComparison(tx, whole);
    return { outcome: "new" };
  });
}

/**
 * Keeps a decision and sets the aliases that it set where it was made: no shortcut, for it is the decision that is
 * carried. One that points elsewhere here, or that a later decision is about, stays.
 */
async function takeDecision(
  context: ServerContext,
  one: Decision,
  aliases: readonly string[],
): Promise<Taken> {
  const { model: name, project, to, user, reason, id: decisionId, at: importedAt } = one;
  const outcome = await context.database.write(async (tx) => {
    if ((await selectDecision(tx, one.id)) !== undefined) return "same" as const;
    await insertDecision(tx, one);
    return "new" as const;
  });
  const notes: string[] = [];
  for (const alias of aliases) {
    const now = (await readAlias(await settle(context), name, alias))?.version;
    if (now === to) continue;
    const [latest] = await selectDecisions(context.database, {
      project: "",
      model: name,
      limit: 1,
    });
    const isLate = alias === "champion" && latest?.id !== one.id;
    if (now !== undefined || isLate) {
      notes.push(`${name}@${alias} stays at ${now ?? "no version"} here, and is at ${to} there`);
      continue;
    }
    const wish = { name, alias, to, project, user, reason, decisionId, importedAt };
    const moved = await taken(async () => {
      await asDecided(decisionId, () => moveAlias(context, wish));
      return { outcome: "new" };
    });
    if (moved.note !== undefined) notes.push(`${name}@${alias} was not set: ${moved.note}`);
  }
  if (notes.length === 0) return { outcome };
  return { outcome, note: notes.join("; "), left: { "aliases of models": notes.length } };
}
