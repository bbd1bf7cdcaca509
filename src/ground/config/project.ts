import type { ZodType, z } from "zod";
import type { FoundStore } from "#ground/store";

/** A slice's part of fettle.yaml, or of a store's settings.yaml: `dialogues:` with these keys. Every key has a default or is optional. */
export type Section<T> = {
  readonly name: string;
  readonly schema: ZodType<T>;
};

/** Declares a slice's settings; the schema is a `z.strictObject`, each key with `.describe()` for the editor. */
export function defineSection<S extends ZodType>(name: string, schema: S): Section<z.output<S>> {
  return { name, schema: schema as unknown as ZodType<z.output<S>> };
}

/** A folder with a fettle.yaml, and all its settings; frozen. */
export type Project = {
  /** `project:` in fettle.yaml, by default the folder's name. Every record carries it. */
  readonly name: string;
  /** The folder; absolute. */
  readonly root: string;
  /** The fettle.yaml it was read from. */
  readonly file: string;
  /** The store's folder; absolute. */
  readonly store: string;
  /** How the store was found: it may have to move. */
  readonly found: FoundStore;
  /** `server: https://...`, where the records are somebody else's. */
  readonly serverUrl: string | undefined;
  /** The settings of a slice, defaults filled in. */
  settings<T>(section: Section<T>): T;
};
