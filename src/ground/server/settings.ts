import type { Section } from "#ground/config";

/** How a server treats its store: `settings.yaml` there, a section for each slice that has something to set. */
export type StoreSettings = {
  /** What a section says, with its defaults where it says nothing. */
  of<T>(section: Section<T>): T;
};

/** The settings of what stands in the file. Whoever opens a store has checked it before, so that a fault has its line. */
export function createSettings(tree: Readonly<Record<string, unknown>>): StoreSettings {
  const read = new Map<string, unknown>();
  return {
    of<T>({ name, schema }: Section<T>): T {
      if (!read.has(name)) read.set(name, Object.freeze(schema.parse(tree[name] ?? {})));
      return read.get(name) as T;
    },
  };
}

/** A store's without a `settings.yaml`. */
export const DEFAULT_SETTINGS: StoreSettings = createSettings({});
