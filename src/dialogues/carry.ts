import { z } from "zod";
import type { ServerContext } from "#ground/server";
import { type CarriedRecord, type Carry, type Selection, type Taken, taken } from "#ground/slice";
import { reportSchema } from "./api.ts";
import type { Report } from "./model.ts";
import { readReport, reportIds, saveReport } from "./store/index.ts";

const reportRecord = z.object({
  type: z.literal("report"),
  id: z.string().min(1).max(100),
  report: reportSchema,
});

/** What transfers carry of dialogues: reports, whole. */
export const CARRY: Carry = {
  kinds: [
    {
      name: "report",
      title: "report of dialogues",
      schema: reportRecord,
      key: "id",
      thing: { kind: "report", id: ({ id }) => String(id) },
    },
  ],
  give: async (context, selection) => ({ records: giveReports(context, selection) }),
  take: (context, records) =>
    Promise.all(records.map((record) => taken(() => takeReport(context, record)))),
};

/** All of a project or of all; none where runs are asked for, to which no report belongs. */
async function* giveReports(
  context: ServerContext,
  { project, experiment, filter, wants, signal }: Selection,
): AsyncIterable<CarriedRecord> {
  if (experiment !== undefined || filter !== undefined || !wants("report")) return;
  const db = context.database.aside;
  for (const id of await reportIds(db, project)) {
    if (signal.aborted) return;
    const report = await readReport(db, id);
    if (report !== undefined) yield { type: "report", id, report };
  }
}

async function takeReport(context: ServerContext, record: CarriedRecord): Promise<Taken> {
  const report = record["report"] as Report;
  return context.database.write(async (tx) => {
    const isNew = (await readReport(tx, report.id)) === undefined;
    await saveReport(tx, report);
    return { outcome: isNew ? "new" : "same" };
  });
}
