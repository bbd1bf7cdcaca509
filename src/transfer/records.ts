import type { JsonNumber } from "#ground/wire";

/**
 * What foreign formats are translated into, and what is written out in them. These are the kinds of records that the
 * manifests of the slices declare, which check each record by their own schemas when it comes; so these types bind the
 * translators alone, and a slice that is not named here is carried without them.
 */
type Records = {
  readonly experiment: {
    readonly id: string;
    readonly name: string;
    readonly lifecycle: Lifecycle;
    readonly createdAt: number;
    readonly updatedAt: number;
    readonly tags: Pairs;
  };
  readonly run: {
    readonly id: string;
    readonly experiment: string;
    readonly project?: string;
    readonly name: string;
    readonly user: string;
    readonly status: "RUNNING" | "SCHEDULED" | "FINISHED" | "FAILED" | "KILLED";
    readonly lifecycle: Lifecycle;
    readonly startedAt: number;
    readonly endedAt: number | null;
    readonly params: Pairs;
    readonly tags: Pairs;
    readonly datasets: readonly Dataset[];
    readonly modelInputs: readonly string[];
    readonly modelOutputs: readonly { readonly id: string; readonly step: number }[];
    readonly latest?: Readonly<Record<string, JsonNumber>>;
    readonly recorded?: {
      readonly commit: string | null;
      readonly command?: readonly string[] | null;
      readonly exitCode?: number | null;
      readonly data?: readonly unknown[];
    };
    readonly texts?: object;
    readonly lostAt?: number;
  };
  readonly points: { readonly run: string; readonly key: string; readonly points: Point[] };
  readonly "logged-model": {
    readonly id: string;
    readonly experiment: string;
    readonly name: string;
    readonly modelType: string;
    readonly run?: string;
    readonly status: "PENDING" | "READY" | "UPLOAD_FAILED";
    readonly statusMessage: string;
    readonly lifecycle: Lifecycle;
    readonly createdAt: number;
    readonly updatedAt: number;
    readonly params: Pairs;
    readonly tags: Pairs;
    readonly points: ModelPoint[];
  };
  readonly "registered-model": {
    readonly name: string;
    readonly description: string;
    readonly createdAt: number;
    readonly updatedAt: number;
    readonly tags: Pairs;
    /** What earlier exports of Fettle have. */
    readonly aliases?: Readonly<Record<string, number>>;
    /** `gone`: purged or renamed, only its numbers are kept. */
    readonly lifecycle?: Lifecycle | "gone";
    readonly history?: readonly unknown[];
    /** The highest number that was given out. */
    readonly lastVersion?: number;
  };
  readonly version: {
    /** `name@version`. */
    readonly id: string;
    readonly lifecycle?: Lifecycle;
    readonly model: string;
    readonly version: number;
    readonly description: string;
    readonly user: string;
    readonly stage: string;
    readonly createdAt: number;
    readonly updatedAt: number;
    readonly run?: string;
    readonly runLink?: string;
    readonly loggedModel?: string;
    /** As it stands where it comes from. */
    readonly source: string;
    /** Where it lies among the files of a thing that is carried too, where it does. */
    readonly within?: { readonly of: FileOwner; readonly id: string; readonly path: string };
    readonly tags: Pairs;
    readonly aliases?: readonly string[];
  };
};

type Lifecycle = "active" | "deleted";
type Pairs = Readonly<Record<string, string>>;

/** Step, time, value. */
export type Point = [number, number, JsonNumber];

export type ModelPoint = {
  readonly run: string;
  readonly key: string;
  readonly step: number;
  readonly at: number;
  readonly value: JsonNumber;
  readonly dataset?: { readonly name: string; readonly digest: string };
};

export type Dataset = {
  readonly name: string;
  readonly digest: string;
  readonly sourceType: string;
  readonly source: string;
  readonly schema?: string;
  readonly profile?: string;
  readonly tags: Pairs;
};

/** The kinds whose things have files in MLflow. */
export type FileOwner = "run" | "logged-model";

export type RecordOf<T extends keyof Records> = Records[T] & { readonly type: T };
export type ForeignRecord = { [T in keyof Records]: RecordOf<T> }[keyof Records];

/** At most this many points go in one record. */
export const POINTS_MAX = 5000;
