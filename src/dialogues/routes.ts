import { defineRoute } from "#ground/http";
import { API } from "./api.ts";
import { findReport, listReports, saveReport } from "./store/index.ts";

/** A thousand dialogues of ten turns with long replies stay below this. */
const REPORT_BYTES_MAX = 64 * 1024 * 1024;

/** `/api/fettle/1/dialogues/...` */
export const ROUTES = [
  defineRoute({
    ...API.keepReport,
    permission: "write",
    summary: "Keeps a report; the same one again changes nothing.",
    bodyBytesMax: REPORT_BYTES_MAX,
    async run({ body: report }, context) {
      await context.database.write(async (tx) => {
        await saveReport(tx, report);
        tx.afterCommit(() => context.events.publish("dialogues", { id: report.id }));
      });
      return { id: report.id };
    },
  }),
  defineRoute({
    ...API.listReports,
    permission: "read",
    summary: "Lists reports without their cases, newest first.",
    async run({ query }, context) {
      return { reports: await listReports(context.database, query.project, query.limit) };
    },
  }),
  defineRoute({
    ...API.showReport,
    permission: "read",
    summary: "A report with its cases, by its id or the beginning of it.",
    run: ({ params }, context) => findReport(context.database, params.id),
  }),
];
