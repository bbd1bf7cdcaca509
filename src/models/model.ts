/** A numbered version of a registered model. */
export type ModelVersion = {
  readonly name: string;
  /** From 1; never used twice, also after one was deleted. */
  readonly version: number;
  readonly project: string;
  /** The run whose artifacts it is; null for files that no run stored. */
  readonly runId: string | null;
  /** `mlflow-artifacts:/...`, the folder or file of the model. */
  readonly source: string;
  /** Milliseconds since 1970, UTC. */
  readonly createdAt: number;
  readonly description: string;
  /** The aliases that point at it now. */
  readonly aliases: readonly string[];
  /** The run's latest metrics; values that JSON has no number for are left out. */
  readonly metrics: Readonly<Record<string, number>>;
};

/** A wish to point an alias at a version, or the record of it. */
export type AliasMove = {
  readonly name: string;
  readonly alias: string;
  /** The version it pointed at before; null for a new alias. */
  readonly from: number | null;
  readonly to: number;
  readonly project: string;
  readonly user: string;
  /** Why; may be empty. */
  readonly reason: string;
  /** The decision of the gate that it carries out. */
  readonly decisionId?: string;
};

/** A line of a model's history. */
export type PastMove = Omit<AliasMove, "decisionId"> & {
  readonly at: number;
  readonly decisionId: string | null;
};

/** A registered model in full. */
export type ModelDetail = {
  readonly name: string;
  readonly project: string;
  readonly createdAt: number;
  /** Newest first. */
  readonly versions: readonly ModelVersion[];
  /** Alias to version. */
  readonly aliases: Readonly<Record<string, number>>;
  /** All moves of its aliases, newest first. */
  readonly history: readonly PastMove[];
};

/** A registered model as a line of a list. */
export type ModelRow = {
  readonly name: string;
  readonly project: string;
  readonly createdAt: number;
  /** How many versions there are, and the newest one's number (0 before the first). */
  readonly versions: number;
  readonly latest: number;
  readonly aliases: Readonly<Record<string, number>>;
};

/** A model as people type it: `intent@2`, `intent@champion`, `intent` (the latest version). */
export type ModelRef = {
  readonly name: string;
  readonly version?: number;
  readonly alias?: string;
};

/** Reads a model reference; `undefined` for text that is none. */
export function parseModelRef(text: string): ModelRef | undefined {
  const at = text.lastIndexOf("@");
  const name = at === -1 ? text : text.slice(0, at);
  if (!isModelName(name)) return undefined;
  if (at === -1) return { name };
  const which = text.slice(at + 1);
  if (/^[1-9]\d{0,8}$/.test(which)) return { name, version: Number(which) };
  return isAliasName(which) ? { name, alias: which } : undefined;
}

/** MLflow's rule for names, and no `@`, which separates the version. */
export function isModelName(name: string): boolean {
  if (name === "." || name === ".." || name.trim() !== name) return false;
  return name.length <= 250 && /^[^\p{Cc}/:@\\]+$/u.test(name);
}

/** MLflow's rule: letters, digits, dash and underscore; neither `latest` nor `v1` nor a number. */
export function isAliasName(alias: string): boolean {
  return /^[A-Za-z0-9_-]{1,255}$/.test(alias) && !/^(latest|v?\d+)$/i.test(alias);
}

/** The metrics of a run that are numbers. */
export function numbersOf(metrics: Readonly<Record<string, unknown>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(metrics).filter((pair): pair is [string, number] => typeof pair[1] === "number"),
  );
}
