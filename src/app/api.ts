import { z } from "zod";
import type { Endpoints, Wire } from "#ground/wire";

const BASE = "/api/fettle/1";

/** What the server's own routes take and answer. */
export const API = {
  describe: {
    method: "GET",
    path: `${BASE}/openapi.json`,
    answer: z.record(z.string(), z.unknown()).describe("An OpenAPI document."),
  },
  server: {
    method: "GET",
    path: `${BASE}/server`,
    answer: z.object({
      version: z.string(),
      pid: z.int(),
      startedAt: z.int().describe("Milliseconds since 1970, UTC."),
      store: z.string().describe("The folder of the store."),
    }),
  },
  stop: {
    method: "POST",
    path: `${BASE}/server/stop`,
    answer: z.object({ stopping: z.boolean() }),
  },
  session: {
    method: "POST",
    path: `${BASE}/session`,
    body: z.object({ token: z.string() }),
    answer: z.object({}),
  },
} as const satisfies Endpoints;

export type AppApi = Wire<typeof API>;
