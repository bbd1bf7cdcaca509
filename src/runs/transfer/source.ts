import type { ImportRecord } from "../import/index.ts";

/** A file among the artifacts of a run or a logged model. */
export type SourceFile = {
  /** Posix, relative to the artifacts of its run or model. */
  readonly path: string;
  readonly size: number;
  /** Gives a file on this machine that holds its content, and takes it away again once it has been used. */
  use<T>(work: (file: string) => Promise<T>): Promise<T>;
};

/** Whose artifacts. */
export type ArtifactOwner = { readonly of: "run" | "logged-model"; readonly id: string };

/**
 * Where an import reads from: a folder `mlruns`, a file `mlflow.db`, a running MLflow server, or an export. Records come
 * in an order in which none names one that comes later, but for the models that runs take in and put out.
 */
export type ImportSource = {
  /** For messages: `the MLflow folder ./mlruns`. */
  readonly title: string;
  /** How many runs there are, where that is known beforehand. */
  readonly runs: number | undefined;
  records(): AsyncIterable<ImportRecord>;
  /** The files of an owner whose record has come. */
  artifacts(owner: ArtifactOwner): AsyncIterable<SourceFile>;
  /** What could not be carried over, with how often: `traces` to 12. Complete once the records have ended. */
  readonly left: ReadonlyMap<string, number>;
  close(): Promise<void>;
};

/** Counts what can't be carried over. */
export class LeftBehind extends Map<string, number> {
  add(what: string, count = 1): void {
    if (count > 0) this.set(what, (this.get(what) ?? 0) + count);
  }
}
