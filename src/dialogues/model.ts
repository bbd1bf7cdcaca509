/**
 * How a case ended. `error`: the agent did not answer, hung, crashed or spoke nonsense, which says nothing about the
 * product. `flaky`: repeated, it passed some times and not others.
 */
export type Outcome = "pass" | "fail" | "error" | "flaky";

/** What one expectation found. */
export type CheckResult = {
  /** `<turn>.<check>`, turns from 1, or `after.<check>`; the same in every report of the same file. */
  readonly id: string;
  /** `contains`, `not`, `regex`, `route`, `stage`, `calls`, `state`, `within`, `maxWords`. */
  readonly kind: string;
  readonly pass: boolean;
  /** In words. */
  readonly expected: string;
  /** In words. */
  readonly actual: string;
};

/** A tool the agent called on the way to its answer. */
export type Call = {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
};

/** A stage of the agent's pipeline: heuristics, preprocessing, model, cache, whatever the agent names. */
export type Stage = {
  readonly name: string;
  readonly ms: number;
  /** This stage decided the reply. */
  readonly answered?: boolean;
  readonly note?: string;
};

/** One turn as it went: what was said, what came back, what was checked. */
export type TurnResult = {
  readonly user: string;
  readonly messages: readonly string[];
  readonly route?: string;
  readonly calls: readonly Call[];
  readonly state?: Readonly<Record<string, unknown>>;
  readonly cache?: "hit" | "miss";
  readonly stages: readonly Stage[];
  /** Name of the stage that decided the reply. */
  readonly answeredBy?: string;
  /** From sending to the last byte of the answer. */
  readonly ms: number;
  readonly checks: readonly CheckResult[];
};

/** One case as it went. */
export type CaseResult = {
  /** `<file without extension>/<dialogue slug>`, with `#n` for the n-th phrasing from the second on. */
  readonly id: string;
  /** The dialogue's title. */
  readonly dialogue: string;
  /** Relative to the project's root, separated by `/`. */
  readonly file: string;
  /** Where the dialogue begins in its file. */
  readonly line: number;
  readonly tags: readonly string[];
  /** The gate lets nothing pass that breaks it; false only with the tag `may-fail`. */
  readonly mustPass: boolean;
  readonly outcome: Outcome;
  /** Of the attempt that decided the outcome: the first that did not pass, else the last. */
  readonly turns: readonly TurnResult[];
  readonly after: readonly CheckResult[];
  /** Why it is an error. */
  readonly error?: string;
  readonly ms: number;
  /** Where the dialogue says `repeat`: how often it ran, how often it passed, how often it had to. */
  readonly repeat?: { readonly times: number; readonly passed: number; readonly need: number };
};

/** One side of a comparison: the agent at a commit with given model versions. */
export type Arm = {
  /** What a person calls it: `champion`, `intent@3`, `working copy`. */
  readonly label: string;
  readonly models: Readonly<Record<string, number>>;
  readonly commit: string | null;
};

export type Counts = {
  readonly pass: number;
  readonly fail: number;
  readonly error: number;
  readonly flaky: number;
  readonly total: number;
};

/** The outcome of running a suite against one arm. */
export type Report = {
  /** 32 hex digits, made by whoever ran the suite. */
  readonly id: string;
  readonly project: string;
  /** SHA-256 of the cases that ran: two reports with the same one are comparable case by case. */
  readonly suite: string;
  readonly arm: Arm;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly counts: Counts;
  readonly cases: readonly CaseResult[];
};

/** A report without its cases, as lists show it. */
export type ReportSummary = Omit<Report, "cases">;

/** What the agent must call: part of the arguments, or never. */
export type ExpectedCalls = Readonly<Record<string, "never" | Readonly<Record<string, unknown>>>>;

/** What must hold of the text of a reply. */
export type ExpectedWords = {
  readonly contains?: readonly string[];
  readonly not?: readonly string[];
  readonly regex?: readonly string[];
  readonly maxWords?: number;
};

/** What must hold after a turn. */
export type Expectation = {
  readonly route?: string;
  readonly stage?: string;
  readonly calls?: ExpectedCalls;
  readonly says?: ExpectedWords;
  /** Dotted path to the value that must stand there. */
  readonly state?: Readonly<Record<string, unknown>>;
  readonly withinMs?: number;
};

/** One turn of a case: what the user says and what must hold of the answer. */
export type Turn = { readonly user: string; readonly agent: Expectation };

/** What must hold at the end of a case. */
export type After = Pick<Expectation, "state" | "calls">;

/** One dialogue with one phrasing, ready to run. */
export type Case = Pick<CaseResult, "id" | "dialogue" | "file" | "line" | "tags" | "mustPass"> & {
  /** Handed to the agent as it is when the session opens. */
  readonly given: Readonly<Record<string, unknown>>;
  readonly turns: readonly Turn[];
  readonly after: After;
  readonly repeat: { readonly times: number; readonly need: number };
};

/** The cases selected, in the order of the files. */
export type Suite = {
  /** SHA-256 of the cases. */
  readonly hash: string;
  readonly cases: readonly Case[];
};
