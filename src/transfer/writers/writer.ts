import type { CarriedRecord } from "#ground/slice";
import type { LeftBehind } from "../left-behind.ts";

/** What takes the records of an export, in their order. */
export type ExportWriter = {
  take(record: CarriedRecord): Promise<void> | void;
  /** Where the files of a thing go, whose record has come; none where they are left out. */
  folderOf(kind: string, id: string): string | undefined;
  /** What its format has no place for. */
  readonly left: LeftBehind;
  /** All is on disk when it resolves. */
  end(): Promise<void>;
};

/** Where lines go. */
export type LineSink = {
  write(line: string): Promise<void> | void;
  /** All is on disk when it resolves. */
  end?(): Promise<void>;
};
