import type { Facts } from "./fettle-error.ts";

/** One row of a slice's table: how the message is made, what to type next, the HTTP status and the exit code. */
export type ErrorEntry<F extends Facts> = {
  readonly message: (facts: F) => string;
  readonly hint?: ((facts: F) => string) | string;
  /** HTTP status. A permanent condition is never a 5xx: MLflow's client retries those for minutes. */
  readonly status: number;
  /** What a 5xx becomes once it was met for ten seconds: a status that MLflow's client does not repeat. */
  readonly lasting?: number;
  /** Exit code of a command that ends with it. */
  readonly exit: number;
  /** One sentence for docs/reference/errors.md: when it happens. */
  readonly when: string;
};

// biome-ignore lint/suspicious/noExplicitAny: each row has facts of its own
export type ErrorTable = Readonly<Record<string, ErrorEntry<any>>>;

/** Types a slice's error table; codes are `SLICE_WHAT`. */
export function defineErrors<T extends ErrorTable>(table: T): T {
  return table;
}
