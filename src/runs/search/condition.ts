/** What a search can look at. */
export type Target = "attribute" | "param" | "metric" | "tag";

export type Comparator =
  | "="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">="
  | "LIKE"
  | "ILIKE"
  | "IN"
  | "NOT IN"
  | "IS NULL"
  | "IS NOT NULL";

/** One condition of a filter; all of them must hold. A number for metrics and times, else text; nothing for IS NULL. */
export type Condition = {
  readonly target: Target;
  readonly key: string;
  readonly comparator: Comparator;
  readonly value: number | string | readonly string[] | undefined;
};

/** One part of an order. */
export type Ordering = {
  readonly target: Target;
  readonly key: string;
  readonly descending: boolean;
};

/** Attributes of a run that a filter and an order may name. */
export const ATTRIBUTES: Readonly<Record<string, { name: string; kind: "text" | "time" }>> = {
  run_id: { name: "run_id", kind: "text" },
  run_name: { name: "run_name", kind: "text" },
  "run name": { name: "run_name", kind: "text" },
  "Run name": { name: "run_name", kind: "text" },
  "Run Name": { name: "run_name", kind: "text" },
  user_id: { name: "user_id", kind: "text" },
  status: { name: "status", kind: "text" },
  artifact_uri: { name: "artifact_uri", kind: "text" },
  start_time: { name: "start_time", kind: "time" },
  created: { name: "start_time", kind: "time" },
  Created: { name: "start_time", kind: "time" },
  end_time: { name: "end_time", kind: "time" },
};
