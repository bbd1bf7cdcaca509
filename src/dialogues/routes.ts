import { z } from "zod";
import { defineRoute } from "#ground/http";
import { reportSchema, reportsQuerySchema, reportsSchema } from "./api.ts";
import type { Report } from "./model.ts";
import { findReport, listReports, saveReport } from "./store/index.ts";

/** A thousand dialogues of ten turns with long replies stay below this. */
const REPORT_BYTES_MAX = 64 * 1024 * 1024;

/** `/api/fettle/1/dialogues/...` */
export const ROUTES = [
  defineRoute({
    method: "POST",
    path: "/api/fettle/1/dialogues/reports",
    permission: "write",
    summary: "Keeps a report; the same one again changes nothing.",
    body: reportSchema,
    answer: z.object({ id: z.string() }),
    bodyBytesMax: REPORT_BYTES_MAX,
    async run({ body }, context) {
      // The schema's optional keys are absent or set, never `undefined`: they come from JSON.
      const report = body as Report;
      await context.database.write(async (tx) => {
        await saveReport(tx, report);
        tx.afterCommit(() => context.events.publish("dialogues", { id: report.id }));
      });
      return { id: report.id };
    },
  }),
  defineRoute({
    method: "GET",
    path: "/api/fettle/1/dialogues/reports",
    permission: "read",
    summary: "Lists reports without their cases, newest first.",
    query: reportsQuerySchema,
    answer: reportsSchema,
    async run({ query }, context) {
      return { reports: await listReports(context.database, query.project, query.limit) };
    },
  }),
  defineRoute({
    method: "GET",
    path: "/api/fettle/1/dialogues/reports/:id",
    permission: "read",
    summary: "A report with its cases, by its id or the beginning of it.",
    params: z.object({ id: z.string() }),
    answer: reportSchema,
    run: ({ params }, context) => findReport(context.database, params.id),
  }),
];
