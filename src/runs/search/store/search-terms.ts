import { type RawBuilder, sql } from "kysely";
import {
  type Comparison,
  type Field,
  type Logged,
  likeText,
  lowerFor,
  type Part,
  type SearchColumns,
} from "#ground/search";
import { directionOf } from "../../best/model.ts";
import type { Directions } from "../../model.ts";

const ATTRIBUTES: Readonly<Record<string, RawBuilder<unknown>>> = {
  run_id: sql.ref("r.id"),
  run_name: sql.ref("r.name"),
  user_id: sql.ref("r.user_name"),
  status: sql.ref("r.status"),
  artifact_uri: sql`coalesce(r.artifact_root, 'mlflow-artifacts:/' || r.experiment || '/' || r.id || '/artifacts')`,
  start_time: sql.ref("r.started_at"),
  end_time: sql.ref("r.ended_at"),
  duration: sql`(r.ended_at - r.started_at)`,
  experiment: sql`(SELECT e.name FROM runs_experiment e WHERE e.id = r.experiment)`,
  project: sql.ref("r.project"),
  commit: sql.ref("r.commit_hash"),
  branch: sql.ref("r.branch"),
  command: sql.ref("r.command"),
  notebook: sql.ref("r.notebook"),
};

/** A run that stopped reporting goes on as RUNNING; whoever asks for LOST means those. */
const STATUS_WITH_LOST = sql`(CASE WHEN r.lost_at IS NOT NULL THEN 'LOST' ELSE r.status END)`;

/** The columns that runs are searched by, of `runs_run r`. */
export function runColumns(directions: Directions): SearchColumns {
  return {
    owner: sql.ref("r.number"),
    attribute,
    logged: (field) => logged(field, directions),
    words,
  };
}

function attribute(field: Field, leaf?: Comparison): RawBuilder<unknown> {
  if (field.key === "status" && JSON.stringify(leaf?.value ?? "").includes("LOST"))
    return STATUS_WITH_LOST;
  return ATTRIBUTES[field.key] as RawBuilder<unknown>;
}

function words(text: string): RawBuilder<boolean> {
  const part = `%${likeText(text.toLowerCase())}%`;
  const start = `${likeText(text.toLowerCase())}%`;
  const lower = sql.raw(lowerFor(text));
  return sql<boolean>`(${lower}(r.name) LIKE ${part} ESCAPE '!' OR ${lower}(r.user_name) LIKE ${part} ESCAPE '!'
    OR ${lower}(r.command) LIKE ${part} ESCAPE '!' OR r.id LIKE ${start} ESCAPE '!'
    OR r.commit_hash LIKE ${start} ESCAPE '!')`;
}

const METRIC_COLUMNS: Readonly<Record<Exclude<Part, "best">, string>> = {
  last: "l.last",
  min: "l.low",
  max: "l.high",
  count: "l.points",
};

function logged(field: Field, directions: Directions): Logged {
  const owner = sql.ref("l.run");
  const { key } = field;
  switch (field.target) {
    case "metric":
      return {
        from: sql`runs_summary l WHERE l.key = ${keyId(key)}`,
        owner,
        value: sql.ref(metricColumn(field, directions)),
        nan: field.part === "last" ? sql.ref("l.last_nan") : undefined,
      };
    case "param":
      return {
        from: sql`runs_param l WHERE l.key = ${keyId(key)}`,
        owner,
        value: sql.ref("l.value"),
      };
    case "tag":
      return { from: sql`runs_tag l WHERE l.key = ${key}`, owner, value: sql.ref("l.value") };
    default:
      return inDatasets(key);
  }
}

/** The column of a metric's part; the best value is the lowest or the highest. */
export function metricColumn(field: Field, directions: Directions): string {
  if (field.part !== "best") return METRIC_COLUMNS[field.part];
  return directionOf(field.key, directions) === "lower" ? "l.low" : "l.high";
}

/** MLflow keeps the context of a data set as a tag of its use. */
function inDatasets(key: string): Logged {
  const owner = sql.ref("l.run");
  if (key === "context")
    return {
      from: sql`runs_input_tag l WHERE l.key = 'mlflow.data.context'`,
      owner,
      value: sql.ref("l.value"),
    };
  return {
    from: sql`runs_input l JOIN runs_dataset d ON d.id = l.dataset WHERE 1 = 1`,
    owner,
    value: sql.ref(`d.${key}`),
  };
}

/** The number of a key of metrics and parameters. */
export function keyId(key: string): RawBuilder<number> {
  return sql<number>`(SELECT id FROM runs_key WHERE name = ${key})`;
}
