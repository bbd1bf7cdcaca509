import type { JsonNumber } from "#ground/wire";
/** The stages of MLflow, which it gave up for aliases, and which its clients still set and ask for. */
export const STAGES = ["None", "Staging", "Production", "Archived"] as const;

export type Stage = (typeof STAGES)[number];

/** The tag that makes a registered model a prompt, in MLflow's words. */
export const PROMPT_TAG = "mlflow.prompt.is_prompt";

/** What MLflow's clients send as the source of a prompt's version, which has no files. */
export const PROMPT_SOURCES: ReadonlySet<string> = new Set(["dummy-source", "prompt-template"]);

/** A numbered version of a registered model. */
export type ModelVersion = {
  readonly name: string;
  /** From 1; never used twice, also after one was deleted. */
  readonly version: number;
  readonly project: string;
  /** The run whose artifacts it is; null for files that no run stored. */
  readonly runId: string | null;
  /** The logged model (`m-...`) whose artifacts it is. */
  readonly modelId: string | null;
  /** The folder or file of the model, as it was given: `mlflow-artifacts:/...`, `runs:/...`, `models:/m-...`. */
  readonly source: string;
  /** The artifact URI that the source leads to; empty for files that this server doesn't keep. */
  readonly location: string;
  /** MLflow's stage; `None` where it has none. */
  readonly stage: Stage;
  /** Milliseconds since 1970, UTC. */
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly description: string;
  /** The aliases that point at it now. */
  readonly aliases: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  /** The run's latest metrics. */
  readonly metrics: Readonly<Record<string, JsonNumber>>;
};

/** A wish to point an alias at a version or to remove it, or the record of it. */
export type AliasMove = {
  readonly name: string;
  readonly alias: string;
  /** The version it pointed at before; null for a new alias. */
  readonly from: number | null;
  /** Null where the alias is removed. */
  readonly to: number | null;
  readonly project: string;
  readonly user: string;
  /** Why; may be empty. */
  readonly reason: string;
  /** The decision of the gate that it carries out. */
  readonly decisionId?: string;
};

/** A line of a model's history. */
export type PastMove = Omit<AliasMove, "decisionId"> & {
  /**
   * What happened: an alias moved or was removed; a version's stage changed (`detail`: from which to which); a version,
   * or with neither `from` nor `to` the model itself, was deleted or restored; the model was renamed (`detail`: the old name).
   */
  readonly kind: "alias" | "stage" | "deleted" | "restored" | "renamed";
  /** Empty but for the kind `alias`. */
  readonly alias: string;
  readonly detail: string;
  readonly at: number;
  readonly decisionId: string | null;
};

/** A registered model in full. */
export type ModelDetail = {
  readonly name: string;
  readonly project: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Newest first. */
  readonly versions: readonly ModelVersion[];
  /** Alias to version. */
  readonly aliases: Readonly<Record<string, number>>;
  /** All that happened to its aliases, stages and name, and what was deleted and restored; newest first. */
  readonly history: readonly PastMove[];
};

/** A registered model as a line of a list. */
export type ModelRow = {
  readonly name: string;
  readonly project: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly description: string;
  /** How many versions there are, and the newest one's number (0 before the first). */
  readonly versions: number;
  readonly latest: number;
  readonly aliases: Readonly<Record<string, number>>;
  readonly tags: Readonly<Record<string, string>>;
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
  if (!isWireName(name)) return undefined;
  if (at === -1) return { name };
  const which = text.slice(at + 1);
  if (/^[1-9]\d{0,8}$/.test(which)) return { name, version: Number(which) };
  return isAliasName(which) ? { name, alias: which } : undefined;
}

/** A name that nobody has to quote: MLflow's rule, and no `@`, which separates the version. For names made here. */
export function isModelName(name: string): boolean {
  return isWireName(name) && name.length <= 250 && name.trim() === name && !name.includes("@");
}

/**
 * MLflow's rule for names, which its clients may give and `name@version` may mean: neither `/` nor `:`, not blank, no
 * relative path. Control characters and backslashes, which a path in a URL can't hold, are refused as well.
 */
export function isWireName(name: string): boolean {
  if (name.trim() === "" || name === "." || name.startsWith("..")) return false;
  return name.length <= 256 && name.isWellFormed() && /^[^\p{Cc}/:\\]+$/u.test(name);
}

/** MLflow's rule, and no number, which would be taken for a version. */
export function isAliasName(alias: string): boolean {
  return /^[\p{L}\p{N}_-]{1,255}$/u.test(alias) && !/^(latest|v?\d+)$/i.test(alias);
}

/** The stage that a text means, in any case; `undefined` for other text. */
export function stageOf(text: string): Stage | undefined {
  return STAGES.find((stage) => stage.toLowerCase() === text.toLowerCase());
}

/** Whether tags are those of a prompt. */
export function isPrompt(tags: Readonly<Record<string, string>>): boolean {
  return tags[PROMPT_TAG]?.toLowerCase() === "true";
}
