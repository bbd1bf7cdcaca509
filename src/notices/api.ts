import { type ZodType, z } from "zod";
import type { Endpoints, Wire } from "#ground/wire";
import { EVENTS, type Notice } from "./model.ts";

const listNoticesQuery = z.object({
  project: z.string().optional().describe("Only those of this project."),
});

/** Who is to be told of what. */
const addNoticeBody = z.object({
  id: z.string().regex(/^[0-9a-f]{32}$/, "expected 32 hex digits"),
  project: z.string().min(1).max(250),
  experiment: z
    .string()
    .min(1)
    .max(500)
    .nullable()
    .default(null)
    .describe("A name, or the start of several that ends in a slash."),
  on: z.array(z.enum(EVENTS)).min(1).max(EVENTS.length),
  url: z.string().max(2048),
  slack: z.boolean().default(false).describe("Send messages of Slack's form."),
  link: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .default(null)
    .describe("Where links in messages lead; default this server's own address."),
});
export type AddNotice = z.input<typeof addNoticeBody>;

const time = z.int().describe("Milliseconds since 1970, UTC.");

const notice: ZodType<Notice> = z.object({
  id: z.string(),
  project: z.string(),
  experiment: z.string().nullable().describe("Null for all of the project."),
  on: z.array(z.enum(EVENTS)),
  url: z.string().describe("Shortened: its path may be a secret."),
  slack: z.boolean(),
  link: z.string().nullable().describe("Null for this server's own address."),
  user: z.string(),
  createdAt: time,
  toldAt: time.nullable().describe("When something arrived last; null before that."),
  problem: z
    .string()
    .nullable()
    .describe("What went wrong with the latest; null where it arrived."),
});

/** Whether a test message arrived, and what went wrong where it did not. */
const testOutcome = z.object({ arrived: z.boolean(), problem: z.string().nullable() }).readonly();
export type TestOutcome = z.output<typeof testOutcome>;

const BASE = "/api/fettle/1/notices";
const params = z.object({ id: z.string() });

/** What the routes of this slice take and answer. */
export const API = {
  list: {
    method: "GET",
    path: BASE,
    query: listNoticesQuery,
    answer: z.object({ notices: z.array(notice).readonly() }),
  },
  add: { method: "POST", path: BASE, body: addNoticeBody, answer: notice },
  remove: { method: "DELETE", path: `${BASE}/:id`, params, answer: notice },
  test: { method: "POST", path: `${BASE}/:id/test`, params, answer: testOutcome },
} as const satisfies Endpoints;

export type NoticesApi = Wire<typeof API>;
