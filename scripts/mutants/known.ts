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
    means: "the column `best` forgets which direction the project chose",
    file: "src/runs/list-runs.ts",
    find: `orderChosen(ordering(query.sort ?? "startedAt", query.order ?? "desc"), chosen)`,
    replace: `ordering(query.sort ?? "startedAt", query.order ?? "desc")`,
  },
  {
    means: "a filter by `best` forgets which direction the project chose",
    file: "src/runs/list-runs.ts",
    find: "runSearch(query, context.clock.now(), chosen)",
    replace: "runSearch(query, context.clock.now())",
  },
  {
    means: "the best value of a metric that is better lower is the highest",
    file: "src/runs/search/best-part.ts",
    find: `=== "lower" ? "min" : "max"`,
    replace: `=== "lower" ? "max" : "min"`,
  },
  {
    means: "the column `best` shows the highest value of a metric that is better lower",
    file: "src/runs/describe-run.ts",
    find: `directionOf(metric.key) === "lower" ? min : max`,
    replace: "max",
  },
  {
    means: "a series is read without settling: the last points are missing",
    file: "src/runs/read-series.ts",
    find: "await settle(context);",
    replace: "",
  },
  {
    means: "an export is read without settling: the last points are missing",
    file: "src/runs/import/export-records.ts",
    find: "await settle(context);",
    replace: "",
  },
  {
    means: "a run that was deleted during a large upload gets its artifact all the same",
    file: "src/runs/artifacts/store-artifact.ts",
    find: "beforePlace: async () => void (await writable(context, place)),",
    replace: "",
  },
  {
    means: "purge does not ask who holds the logged models of a run",
    file: "src/runs/trash/purge.ts",
    find: "new Set([...runs, ...models].map",
    replace: "new Set([...runs].map",
  },
  {
    means: "who logs faster than points are folded never waits",
    file: "src/runs/metrics/metric-store.ts",
    find: "if (this.#pending.points > WAITING_MAX) return this.#appendLater(run, points);",
    replace: "",
  },
  {
    means: "an upload of three parts is complete with the parts 1, 1 and 3",
    file: "src/runs/artifacts/multipart.ts",
    find: "sorted.some(({ number }, i) => number !== i + 1)",
    replace: "sorted.at(-1)?.number !== row.parts",
  },
  {
    means: "an import moves an alias that points elsewhere here",
    file: "src/models/transfer/import-registered.ts",
    find: "if (now !== undefined)",
    replace: "if (false)",
  },
];
