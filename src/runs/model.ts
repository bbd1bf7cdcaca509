import type { ArtifactEntry } from "#artifacts";
import type { DataVersion } from "#data";
import type { JsonNumber } from "#ground/wire";

export type { ArtifactEntry };

/** A key and its value, as parameters and tags are logged. */
export type Pair = { readonly key: string; readonly value: string };

/** The outcome of a run so far, in MLflow's words, and LOST: it should have reported by now and did not. */
export type RunStatus = "RUNNING" | "SCHEDULED" | "FINISHED" | "FAILED" | "KILLED" | "LOST";

/** A metric's value in JSON, which has no NaN and no infinity. */
export type MetricValue = JsonNumber;

/** A data version as a run records it. */
export type UsedData = Readonly<DataVersion>;

/** A run as a line of the list. */
export type RunRow = {
  readonly id: string;
  readonly project: string;
  /** Name of its experiment. */
  readonly experiment: string;
  readonly name: string;
  readonly user: string;
  readonly status: RunStatus;
  /** Milliseconds since 1970, UTC, as all times. */
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** Null while it runs. */
  readonly durationMs: number | null;
  readonly commit: string | null;
  /** The work tree had changes that the commit lacks. */
  readonly dirty: boolean;
  /** Null for a run that was not started by `fettle run`. */
  readonly command: readonly string[] | null;
  readonly data: readonly UsedData[];
  readonly params: Readonly<Record<string, string>>;
  /** Each metric's latest value: the one of the highest step, then time, then value. */
  readonly metrics: Readonly<Record<string, MetricValue>>;
  readonly tags: Readonly<Record<string, string>>;
  /** Of the metrics whose extremes were asked for. */
  readonly extremes?: Readonly<Record<string, MetricExtremes>>;
};

/** The lowest and the highest value of a metric, and the better one of them; null where every value was NaN. */
export type MetricExtremes = {
  readonly min: MetricValue | null;
  readonly max: MetricValue | null;
  readonly best: MetricValue | null;
};

/** What is kept of a metric besides its points. */
export type MetricSummary = {
  readonly key: string;
  readonly last: MetricValue;
  /** Null where every value was NaN. */
  readonly min: Exclude<JsonNumber, "NaN"> | null;
  readonly max: Exclude<JsonNumber, "NaN"> | null;
  readonly count: number;
  readonly lastStep: number;
  /** The step that holds the lowest value. */
  readonly bestMinStep: number | null;
  /** The step that holds the highest value. */
  readonly bestMaxStep: number | null;
};

/** A run in full. */
export type RunDetail = RunRow & {
  readonly metricSummaries: readonly MetricSummary[];
  /** `mlflow-artifacts:/<experiment id>/<run id>/artifacts`. */
  readonly artifactUri: string;
  readonly notebook: string | null;
  readonly exitCode: number | null;
  readonly branch: string | null;
  /** Where the command was started, relative to the project's root. */
  readonly folder: string | null;
};

/** A run as it was started; with a pass, a token for its command alone, where `fettle run` asked for one. */
export type StartedRun = RunDetail & { readonly pass?: string };

/** A run without what was logged to it. */
export type RunFacts = Omit<
  RunDetail,
  "params" | "metrics" | "tags" | "extremes" | "metricSummaries"
>;

/** Answer of `GET /api/fettle/1/runs`. */
export type RunList = {
  /** Runs that match, on all pages. */
  readonly total: number;
  readonly runs: readonly RunRow[];
  /** Keys of the metrics seen in the project, sorted. */
  readonly metrics: readonly string[];
  /** Keys of the parameters seen in the project, sorted. */
  readonly params: readonly string[];
};

/** What the runs that match have logged: one column a key. Answer of `GET /api/fettle/1/runs/columns`. */
export type RunColumns = {
  readonly columns: readonly {
    readonly kind: "param" | "metric" | "tag" | "fact";
    /** For facts: name, user, status, experiment, commit, branch, dirty, command, notebook. */
    readonly key: string;
    /** How many of the runs have it. */
    readonly runs: number;
    /** 2 means more than one value among them; to have none counts as a value of its own. */
    readonly distinct: 1 | 2;
    /** One of the values, shortened. */
    readonly sample?: string | number | undefined;
  }[];
};

/** Runs that are alike, and what their metrics amount to. Answer of `GET /api/fettle/1/runs/groups`. */
export type RunGroups = {
  /** The newest first. */
  readonly groups: readonly {
    readonly by: readonly { readonly key: string; readonly value: string | null }[];
    readonly runs: number;
    /** Of the latest values, less NaN and the infinities; `sd` is that of a sample, and null for one run. */
    readonly metrics: Readonly<
      Record<
        string,
        {
          readonly mean: number | null;
          readonly sd: number | null;
          readonly min: number | null;
          readonly max: number | null;
          /** The better one of these two. */
          readonly best: number | null;
          readonly runs: number;
          /** Runs whose latest value is infinite. */
          readonly infinite: number;
        }
      >
    >;
    /** When the latest of them was started. */
    readonly newest: number;
  }[];
};

/** What could be typed next. Answer of `GET /api/fettle/1/runs/complete`. */
export type RunCompletion = {
  /** The piece of the text that a suggestion takes the place of. */
  readonly from: number;
  readonly to: number;
  readonly suggestions: readonly {
    readonly text: string;
    readonly kind: "key" | "comparator" | "value" | "keyword";
    readonly note?: string | undefined;
  }[];
  /** What is wrong with the text as it is, and where (from 0). */
  readonly problem?: { readonly at: number; readonly message: string } | undefined;
};

export type MetricPoint = {
  readonly step: number;
  readonly timestamp: number;
  readonly value: MetricValue;
};

/** Answer of `GET /api/fettle/1/runs/:ref/metrics/*`. */
export type MetricSeries = {
  readonly key: string;
  /** Points there are; more than `points` holds where `px` reduced them. */
  readonly count: number;
  /** How many of the points in sight are infinite, which no axis has a place for. */
  readonly infinite: number;
  readonly points: readonly MetricPoint[];
};

/** Answer of `GET /api/fettle/1/runs/:ref/artifacts`. */
export type ArtifactList = {
  readonly files: readonly ArtifactEntry[];
  /** What asks for the next page, where there is one: its `after`. */
  readonly next?: string;
};

/** Whether a run with this status is over. */
export function isOver(status: RunStatus): boolean {
  return status === "FINISHED" || status === "FAILED" || status === "KILLED";
}

/** Which of a metric's values is the better one. */
export type Direction = "lower" | "higher";

/** What projects chose as better of some metrics; the others go by their names. Whoever tells a best value needs it. */
export type Directions = { readonly chosen: Readonly<Record<string, Direction>> };
