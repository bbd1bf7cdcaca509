/** What a column of the runs shows: a fact, a value of a metric, a parameter or a tag. */
export type ColumnKind = "fact" | "metric" | "min" | "max" | "best" | "param" | "tag";

export type ColumnSpec = {
  readonly kind: ColumnKind;
  readonly key: string;
  /** Pixels; undefined is the column's own. */
  readonly width?: number | undefined;
};

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

/** The name that the address, the sort and the filter give a column: `metrics.loss`, `best.loss`, `startedAt`. */
export function nameOfColumn({ kind, key }: Pick<ColumnSpec, "kind" | "key">): string {
  const prefix = PREFIXES.find((each) => each[1] === kind)?.[0] ?? "";
  return prefix + key;
}

/** The column that a name stands for; undefined for a fact that there is not. */
export function columnNamed(name: string): ColumnSpec | undefined {
  for (const [prefix, kind] of PREFIXES)
    if (name.startsWith(prefix) && name.length > prefix.length)
      return { kind, key: name.slice(prefix.length) };
  return FACTS.some(([key]) => key === name) ? { kind: "fact", key: name } : undefined;
}

/** `metrics.loss~140,params.lr`: columns in order, with the widths that somebody gave them. */
export function writeColumns(specs: readonly ColumnSpec[]): string {
  if (specs.length === 0) return "none";
  return specs
    .map((spec) => {
      const name = nameOfColumn(spec).replace(/[%,~]/g, encodeURIComponent).replaceAll("~", "%7E");
      return spec.width === undefined ? name : `${name}~${spec.width}`;
    })
    .join(",");
}

/** Reads `writeColumns`' text; what is no column is left out and named. */
export function readColumns(text: string): {
  readonly specs: readonly ColumnSpec[];
  readonly unknown: readonly string[];
} {
  const specs: ColumnSpec[] = [];
  const unknown: string[] = [];
  if (text === "none") return { specs, unknown };
  for (const part of text.split(",")) {
    const [written = "", width] = part.split("~");
    const spec = columnNamed(decode(written));
    if (spec === undefined) unknown.push(part);
    else if (!specs.some((each) => each.kind === spec.kind && each.key === spec.key))
      specs.push(
        width !== undefined && /^\d{2,4}$/.test(width) ? { ...spec, width: Number(width) } : spec,
      );
  }
  return { specs, unknown };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

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
