import { columnWords, type ColumnSpec as Spec } from "#web/list";

/** What a column of the runs shows: a fact, a value of a metric, a parameter or a tag. */
export type ColumnKind = "fact" | "metric" | "min" | "max" | "best" | "param" | "tag";

export type ColumnSpec = Spec<ColumnKind>;

const PREFIXES: readonly (readonly [prefix: string, kind: ColumnKind])[] = [
  ["metrics.", "metric"],
  ["min.", "min"],
  ["max.", "max"],
  ["best.", "best"],
  ["params.", "param"],
  ["tags.", "tag"],
];

/** Facts that can be a column, in their order before anybody chose. */
export const FACTS: readonly (readonly [key: string, title: string])[] = [
  ["status", "Status"],
  ["startedAt", "Started"],
  ["durationMs", "Duration"],
  ["endedAt", "Ended"],
  ["data", "Data"],
  ["commit", "Commit"],
  ["project", "Project"],
  ["experiment", "Experiment"],
  ["user", "User"],
  ["id", "Run id"],
];

const FIRST = ["status", "startedAt", "durationMs"];
const LAST = ["data", "commit", "project", "experiment", "user"];

/** Metrics and parameters shown before anybody chose: more would not fit a screen. */
const METRICS_SHOWN = 6;
const PARAMS_SHOWN = 4;
/** Where only what differs is shown, there is reason to show more. */
const DIFFERING_SHOWN = 100;

/** How the address, the sort and the filter spell a column: `metrics.loss`, `best.loss`, `startedAt`. */
export const RUN_COLUMNS = columnWords(
  PREFIXES,
  "fact",
  FACTS.map(([key]) => key),
);

/** The columns before anybody chose: the first few metrics and parameters between what a run was and where it is from. */
export function firstColumns(
  metrics: readonly string[],
  params: readonly string[],
  onlyDiffering: boolean,
): readonly ColumnSpec[] {
  const facts = (keys: readonly string[]): ColumnSpec[] =>
    keys.map((key) => ({ kind: "fact", key }));
  const most = (few: number): number => (onlyDiffering ? DIFFERING_SHOWN : few);
  return [
    ...facts(FIRST),
    ...metrics.slice(0, most(METRICS_SHOWN)).map((key): ColumnSpec => ({ kind: "metric", key })),
    ...params.slice(0, most(PARAMS_SHOWN)).map((key): ColumnSpec => ({ kind: "param", key })),
    ...facts(LAST),
  ];
}
