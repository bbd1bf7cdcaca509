/**
 * Faults that were made, or could well be made, and that a test of the slice must notice: each is `find` (once in the
 * file, as it stands there) with `replace` in its place. Where code moves, `file` moves with it.
 */
export type Known = {
  readonly means: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
};

export const KNOWN: readonly Known[] = [
  {
    means: "the column `best` shows the highest value of a metric that is better lower",
    file: "src/runs/describe-run.ts",
    find: `directionOf(metric.key, directions) === "lower" ? min : max`,
    replace: "max",
  },
  {
    means: "a chart, a search or an export shows what was folded, not what was logged",
    file: "src/runs/metrics/settled.ts",
    find: "  await storeOf(context).settle();\n",
    replace: "",
  },
  {
    means: "a run that was deleted during a large upload gets its artifact all the same",
    file: "src/artifacts/store-artifact.ts",
    find: "beforePlace: async () => void (await writable(context, place)),",
    replace: "",
  },
  {
    means: "a run is purged though somebody holds a logged model that goes with it",
    file: "src/runs/trash/run-trashable.ts",
    find: "for (const model of await selectModelsOf(context.database, run)) runOf.set(model.id, id);",
    replace: "",
  },
  {
    means: "an upload of three parts is complete with the parts 1, 1 and 3",
    file: "src/artifacts/parts/multipart.ts",
    find: "if (!named.has(number)) throw",
    replace: "if (false) throw",
  },
  {
    means: "who logs faster than points are folded never waits",
    file: "src/runs/metrics/metric-store.ts",
    find: "if (this.#pending.points > WAITING_MAX) return this.#appendLater(run, points);",
    replace: "",
  },
  {
    means: "an import moves an alias that points elsewhere here",
    file: "src/models/carry/take-registered.ts",
    find: "if (now !== undefined)",
    replace: "if (false)",
  },
];
