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
    means: "a run that was deleted during a large upload gets its artifact all the same",
    file: "src/artifacts/store-artifact.ts",
    find: "beforePlace: async () => void (await writable(context, place)),",
    replace: "",
  },
  {
    means: "who logs faster than points are folded never waits",
    file: "src/runs/metrics/metric-store.ts",
    find: "if (this.#pending.points > WAITING_MAX) return this.#appendLater(run, points);",
    replace: "",
  },
  {
    means: "an import moves an alias that points elsewhere here",
    file: "src/models/transfer/import-registered.ts",
    find: "if (now !== undefined)",
    replace: "if (false)",
  },
];
