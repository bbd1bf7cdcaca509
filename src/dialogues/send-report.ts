import type { ServerClient } from "#ground/http";
import type { DialoguesApi } from "./api.ts";
import type { Report } from "./model.ts";

/** Lets the server keep a report; sent again, it changes nothing. */
export async function sendReport(server: ServerClient, report: Report): Promise<void> {
  await server.api<DialoguesApi>().post("/api/fettle/1/dialogues/reports", { body: report });
}
