/** What a message is made of: the values that failed. They travel to `--json` and to HTTP answers as they are. */
export type Facts = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** The one error class. Made by `fail`, from the table of the slice that owns the code. */
export class FettleError extends Error {
  override readonly name = "FettleError";
  readonly code: string;
  /** What to type or do next; empty where nothing helps. */
  readonly hint: string;
  readonly status: number;
  readonly exit: number;
  readonly facts: Facts;

  constructor(fields: {
    code: string;
    message: string;
    hint: string;
    status: number;
    exit: number;
    facts: Facts;
    cause?: unknown;
  }) {
    super(fields.message, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.code = fields.code;
    this.hint = fields.hint;
    this.status = fields.status;
    this.exit = fields.exit;
    this.facts = fields.facts;
  }
}

/** Whether a value is an error with a code of ours, also when it crossed a module boundary. */
export function isFettleError(value: unknown): value is FettleError {
  return value instanceof FettleError;
}

type Entry<F extends Facts> = {
  readonly message: (facts: F) => string;
  readonly hint?: ((facts: F) => string) | string;
  readonly status: number;
  readonly exit: number;
};

/**
 * Builds the error of a code from the facts: `throw fail(ERRORS, "DATA_MISSING", { path })`.
 * The table types the facts, so that a message can never name a value that is not there.
 */
export function fail<
  T extends Readonly<Record<string, Entry<never>>>,
  C extends Extract<keyof T, string>,
>(table: T, code: C, facts: Parameters<T[C]["message"]>[0], cause?: unknown): FettleError {
  const entry = table[code] as unknown as Entry<Facts>;
  const values = facts as Facts;
  const hint = typeof entry.hint === "function" ? entry.hint(values) : (entry.hint ?? "");
  return new FettleError({
    code,
    message: entry.message(values),
    hint,
    status: entry.status,
    exit: entry.exit,
    facts: values,
    cause,
  });
}
