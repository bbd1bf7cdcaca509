import { z } from "zod";
import { EVENTS, type Notice } from "./model.ts";

export const listNoticesQuery = z.object({
  project: z.string().optional().describe("Only those of this project."),
});

/** Who is to be told of what. */
export const addNoticeBody = z.object({
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

export type NoticeList = { readonly notices: readonly Notice[] };

/** Whether a test message arrived, and what went wrong where it did not. */
export type TestOutcome = { readonly arrived: boolean; readonly problem: string | null };
