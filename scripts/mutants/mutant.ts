/** A change of the source that a test should notice. */
export type Mutant = {
  /** From the root of the checkout, with slashes. */
  readonly file: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
  /** What stands there instead. */
  readonly replacement: string;
  /** Which sort of change, or of one by hand what it means. */
  readonly kind: string;
  /** The lines that it touches as they are and as they become, in one line each. */
  readonly before: string;
  readonly after: string;
};

/** The change of `source` from `start` to `end`. */
export function mutantOf(
  file: string,
  source: string,
  change: Pick<Mutant, "start" | "end" | "replacement" | "kind">,
): Mutant {
  const from = source.lastIndexOf("\n", change.start - 1) + 1;
  const newline = source.indexOf("\n", change.end);
  const to = newline === -1 ? source.length : newline;
  const inOneLine = (text: string): string => text.replaceAll(/\s+/g, " ").trim();
  return {
    file,
    line: source.slice(0, change.start).split("\n").length,
    ...change,
    before: inOneLine(source.slice(from, to)),
    after: inOneLine(mutated(source.slice(from, to), shifted(change, -from))),
  };
}

/** The source with the mutant in it. */
export function mutated(
  source: string,
  { start, end, replacement }: Pick<Mutant, "start" | "end" | "replacement">,
): string {
  return source.slice(0, start) + replacement + source.slice(end);
}

function shifted<T extends { start: number; end: number }>(change: T, by: number): T {
  return { ...change, start: change.start + by, end: change.end + by };
}

/** The slice whose tests must notice it. */
export function sliceOf({ file }: Pick<Mutant, "file">): string {
  return file.split("/")[1] ?? "";
}
