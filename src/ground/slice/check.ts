import type { Project } from "#ground/config";

/** One question of `fettle doctor`. */
export type Check = {
  /** What is looked at, as a short noun: `cache`, `agent`. */
  readonly name: string;
  run(context: CheckContext): Promise<Finding>;
};

export type CheckContext = {
  readonly project: Project;
  readonly signal: AbortSignal;
};

/** What a check found, and what to type where it is not fine. */
export type Finding = {
  readonly state: "fine" | "warning" | "broken";
  readonly message: string;
  readonly hint?: string;
};
