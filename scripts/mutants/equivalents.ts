/**
 * Mutants that change nothing anybody could see, so that no test can notice them. `before` and `after` are the lines as
 * the report shows them. An entry that fits no line any more fails the run.
 */
export type Equivalent = {
  readonly file: string;
  readonly before: string;
  readonly after: string;
  readonly because: string;
};

export const EQUIVALENTS: readonly Equivalent[] = [];
