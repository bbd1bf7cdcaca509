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
  backup: {
    method: "POST",
    path: `${BASE}/server/backup`,
    body: z.object({
      folder: z
        .string()
        .startsWith("/", "expected an absolute path")
        .describe("A new or empty folder on the server's machine; absolute."),
    }),
    answer: z.object({
      folder: z.string(),
      files: z.int().describe("Artifacts, those in the trash among them."),
      linked: z.int().describe("Of the files, links to the bytes of the store."),
      bytes: z.int().describe("Of all artifacts."),
      left: z.array(z.string()).describe("What lies there and is neither a file nor a folder."),
      elsewhere: z.array(z.string()).describe("Folders of others; their files are not taken."),
    }),
  },
  check: {
    method: "GET",
    path: `${BASE}/server/check`,
    answer: z.object({
      damaged: z.array(z.string()).describe("A line for each thing that is not as it was written."),
      pages: z.int().describe("Pages of the database that were read."),
      unknownPages: z.int().describe("Of these, those that had no sum until now."),
      files: z.int().describe("Artifacts that were read."),
      unknown: z.int().describe("Of these, those of which nobody knows yet how they were stored."),
    }),
  },
  session: {
    method: "POST",
    path: `${BASE}/session`,
    body: z.object({ token: z.string() }),
    answer: z.object({}),
  },
} as const satisfies Endpoints;

export type AppApi = Wire<typeof API>;
