import { type CommandShape, type Context, defineCommand, type Result, table } from "#ground/cli";
import { newId } from "#ground/id";
import type { GateApi } from "./api.ts";
import type { Comparison, ComparisonRow, Decision } from "./model.ts";

const compare = defineCommand({
  name: "compare",
  short: "compare",
  summary: "test a candidate against the champion with all dialogues, and give a verdict",
  details:
    "Starts the product three times by dialogues.agent.start: with the champion, with the candidate beside it, and with " +
    "the champion once more. Where the champion differs from itself, nothing can be concluded. Otherwise one broken " +
    "must-pass case is reject and none is promote; errors, flakes or fewer than 20 cases are inconclusive.\n\n" +
    "Exit codes: 0 promote, 1 reject, 4 inconclusive.",
  args: [{ name: "candidate", summary: "the version on trial, as in intent@2", required: true }],
  flags: {},
  examples: [["fettle compare intent@2", "may intent@2 replace the champion?"]],
  async run({ args }, context) {
    const { compare: run } = await import("./compare.ts");
    return comparisonResult(await run(args.candidate, context), context);
  },
});

const promote = defineCommand({
  name: "promote",
  short: "promote",
  summary: "make a version the champion, if the gate allows it",
  details:
    "The first champion needs no comparison and becomes baseline too. Every other needs a comparison with the present " +
    "champion that ends in promote. --override goes on against the gate; the reason is kept with the decision.",
  args: [{ name: "version", summary: "the new champion, as in intent@2", required: true }],
  flags: {
    override: { type: "boolean", summary: "go on though the gate does not say promote" },
    reason: { type: "string", value: "TEXT", summary: "why; kept with the decision" },
  },
  examples: [
    ["fettle promote intent@3", "what the gate let through becomes the champion"],
    [
      'fettle promote intent@3 --override --reason "the old price list is gone"',
      "a person decides against the gate, and says why",
    ],
  ],
  async run({ args, flags }, context) {
    const { resolveVersion } = await import("./resolve-version.ts");
    const project = await context.project();
    const server = await context.server();
    const { name, version } = await resolveVersion(args.version, server);
    const decision = await server.api<GateApi>().post("/api/fettle/1/gate/promote", {
      body: {
        id: newId(),
        project: project.name,
        model: name,
        version,
        override: flags.override,
        reason: flags.reason,
      },
    });
    return { data: decision, text: promotedText(decision) };
  },
});

function promotedText(decision: Decision): string {
  const { model, from, to, verdict, reason } = decision;
  const what = `${model}@${to} is the champion now`;
  if (verdict === "first") return `${what}, the first one, and baseline`;
  const before = from === null ? "" : `, after ${model}@${from}`;
  return decision.override
    ? `${what}${before}, against the gate (${verdict === "none" ? "no comparison" : verdict}): ${reason}`
    : `${what}${before}`;
}

const show = defineCommand({
  name: "show",
  summary: "show a comparison again, by default the last one of the project",
  args: [{ name: "comparison", summary: "its id, or at least 4 digits of it" }],
  flags: {},
  examples: [
    ["fettle gate show", "why the last candidate was let through or held back"],
    ["fettle gate show 3f2a", "an older comparison"],
  ],
  async run({ args }, context) {
    const [{ fail }, { ERRORS }] = await Promise.all([
      import("#ground/errors"),
      import("./errors.ts"),
    ]);
    const project = await context.project();
    const server = (await context.server()).api<GateApi>();
    const id = args.comparison ?? (await list(context, { limit: 1 }))[0]?.id;
    if (id === undefined) throw fail(ERRORS, "GATE_NO_COMPARISON", { project: project.name });
    if (!/^[0-9a-f]{4,32}$/.test(id)) throw fail(ERRORS, "GATE_COMPARISON_UNKNOWN", { id });
    const comparison = await server.get("/api/fettle/1/gate/comparisons/:id", { params: { id } });
    const result = await comparisonResult(comparison, context);
    const { model, candidate, champion } = comparison;
    const head = `${model}@${candidate} against the champion ${model}@${champion}, ${time(comparison.createdAt)}`;
    return { data: result.data, text: `${head}\n\n${result.text}` };
  },
});

const listAll = defineCommand({
  name: "list",
  summary: "list the project's comparisons, newest first",
  args: [{ name: "model", summary: "only those of this model" }],
  flags: {},
  examples: [["fettle gate list", "every candidate so far and its verdict"]],
  async run({ args }, context) {
    const comparisons = await list(context, args.model === undefined ? {} : { model: args.model });
    if (comparisons.length === 0) return { data: { comparisons }, text: "no comparison yet" };
    const rows = comparisons.map((one) => [
      one.id.slice(0, 8),
      time(one.createdAt),
      `${one.model}@${one.candidate}`,
      `${one.model}@${one.champion}`,
      one.verdict,
      `${one.counts.fixed} fixed, ${one.counts.broken} broken of ${one.counts.total}`,
    ]);
    const head = ["comparison", "when (UTC)", "candidate", "champion", "verdict", "cases"];
    return { data: { comparisons }, text: table(head, rows) };
  },
});

const history = defineCommand({
  name: "history",
  summary: "show who made which version of a model the champion, when and why",
  args: [{ name: "model", summary: "the model's name", required: true }],
  flags: {},
  examples: [["fettle gate history intent", "every champion so far, the newest first"]],
  async run({ args }, context) {
    const project = await context.project();
    const server = (await context.server()).api<GateApi>();
    const data = await server.get("/api/fettle/1/gate/decisions", {
      query: { project: project.name, model: args.model },
    });
    if (data.decisions.length === 0)
      return { data, text: `nobody has decided about ${args.model} yet` };
    const rows = data.decisions.map((one) => [
      time(one.at),
      one.from === null ? "-" : `@${one.from}`,
      `@${one.to}`,
      one.override ? `${one.verdict}, overridden` : one.verdict,
      one.comparisonId?.slice(0, 8) ?? "-",
      one.user,
      one.reason,
    ]);
    const head = ["when (UTC)", "from", "to", "verdict", "comparison", "who", "reason"];
    return { data, text: table(head, rows) };
  },
});

async function comparisonResult(comparison: Comparison, context: Context): Promise<Result> {
  const [{ describeComparison }, { EXIT }] = await Promise.all([
    import("./describe-comparison.ts"),
    import("#ground/errors"),
  ]);
  const exit = { promote: EXIT.yes, reject: EXIT.no, inconclusive: EXIT.inconclusive };
  return {
    data: comparison,
    text: describeComparison(comparison, context.output.style),
    exit: exit[comparison.verdict],
  };
}

async function list(
  context: Context,
  query: { limit?: number; model?: string },
): Promise<readonly ComparisonRow[]> {
  const project = await context.project();
  const server = (await context.server()).api<GateApi>();
  const { comparisons } = await server.get("/api/fettle/1/gate/comparisons", {
    query: { project: project.name, ...query },
  });
  return comparisons;
}

/** `2026-11-23 15:40`, UTC: the same on every machine. */
function time(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace("T", " ");
}

/** The commands of this slice. */
export const commands: readonly CommandShape[] = [compare, promote, show, listAll, history];
