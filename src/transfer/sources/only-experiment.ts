import { fail } from "#ground/errors";
import type { CarriedRecord } from "#ground/slice";
import { ERRORS } from "../errors.ts";
import type { ImportSource } from "./source.ts";

/** The part of a source that belongs to one experiment; what belongs to none stays out. */
export function onlyExperiment(source: ImportSource, name: string): ImportSource {
  const wanted = new Set<unknown>();
  const wants = (record: CarriedRecord): boolean => {
    if (record.type === "experiment") return record["name"] === name;
    if (record.type === "points") return wanted.has(record["run"]);
    if (record["experiment"] !== name) return false;
    wanted.add(record["id"]);
    return true;
  };
  return {
    ...source,
    async *records() {
      let isThere = false;
      for await (const record of source.records()) {
        if (!wants(record)) continue;
        isThere = true;
        yield record;
      }
      if (!isThere)
        throw fail(ERRORS, "TRANSFER_EXPERIMENT", { experiment: name, where: source.title });
    },
  };
}
