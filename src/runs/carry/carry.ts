import { carriedFilesAt } from "#artifacts";
import type { ServerContext } from "#ground/server";
import type { CarriedKind, CarriedRecord, Carry } from "#ground/slice";
import { selectExperimentByName, updateExperimentTime } from "../experiments/index.ts";
import { selectModel, trashLoggedModel, updateModelTime } from "../logged-models/index.ts";
import { trashExperiment, trashRuns } from "../trash/index.ts";
import { modelUri, runUri } from "./files.ts";
import { giveRecords } from "./give-records.ts";
import { RECORDS } from "./records.ts";
import { takeRecords } from "./take-records.ts";

const KINDS: readonly CarriedKind[] = [
  {
    name: "experiment",
    title: "experiment",
    schema: RECORDS.experiment,
    key: "name",
    async trash(context: ServerContext, name: string) {
      const found = await selectExperimentByName(context.database, name);
      if (found?.lifecycle !== "active" || found.id === 0) return;
      await trashExperiment(context, found.id);
      // It was changed last where it comes from.
      await context.database.write((tx) => updateExperimentTime(tx, found.id, found.updatedAt));
    },
  },
  {
    name: "run",
    title: "run",
    schema: RECORDS.run,
    key: "id",
    thing: { kind: "run", id: ({ id }: CarriedRecord) => String(id) },
    files: carriedFilesAt(runUri),
    trash: async (context: ServerContext, id: string) => void (await trashRuns(context, [id])),
  },
  { name: "points", title: "record of points", schema: RECORDS.points },
  {
    name: "logged-model",
    title: "logged model",
    schema: RECORDS["logged-model"],
    key: "id",
    files: carriedFilesAt(modelUri),
    async trash(context: ServerContext, id: string) {
      const found = await selectModel(context.database, id);
      await trashLoggedModel(context, id);
      if (found === undefined) return;
      await context.database.write((tx) => updateModelTime(tx, id, found.updatedAt));
    },
  },
  { name: "choices", title: "choice of a project", schema: RECORDS.choices },
  { name: "view", title: "saved view", schema: RECORDS.view, key: "id" },
];

/** What transfers carry of runs. */
export const CARRY: Carry = { kinds: KINDS, give: giveRecords, take: takeRecords };
