import type { CarriedRecord } from "#ground/slice";
import type { LeftBehind } from "../left-behind.ts";

/** A file among those of a thing. */
export type SourceFile = {
  /** Posix, relative to the folder of its thing. */
  readonly path: string;
  readonly size: number;
  /** Gives a file on this machine that holds its content, and takes it away again once it has been used. */
  use<T>(work: (file: string) => Promise<T>): Promise<T>;
};

/** A thing that has files: its kind, and what names it. */
export type FileOwner = { readonly of: string; readonly id: string };

/**
 * Where an import reads from: a folder `mlruns`, a file `mlflow.db`, a running MLflow server, or an export. Records come
 * in an order in which none names one that comes later, but for the models that runs take in and put out.
 */
export type ImportSource = {
  /** For messages: `the MLflow folder ./mlruns`. */
  readonly title: string;
  /** How many runs there are, where that is known beforehand. */
  readonly runs: number | undefined;
  records(): AsyncIterable<CarriedRecord>;
  /** The files of a thing whose record has come. */
  files(owner: FileOwner): AsyncIterable<SourceFile>;
  /** What could not be carried over. Complete once the records have ended. */
  readonly left: LeftBehind;
  close(): Promise<void>;
};
