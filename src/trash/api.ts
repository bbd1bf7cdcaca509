import { type ZodType, z } from "zod";
import type { Endpoints, Wire } from "#ground/wire";
import type { Purged, TrashList } from "./model.ts";

const ids = z
  .array(z.string().min(1).max(1000))
  .min(1)
  .max(10_000)
  .describe("Ids of things of any kind; refused where several kinds know one of them.");
const things = z
  .array(z.strictObject({ kind: z.string().min(1).max(100), id: z.string().min(1).max(1000) }))
  .min(1)
  .max(10_000)
  .describe("Things by their kinds and ids.");
const as = z
  .string()
  .optional()
  .describe("A new name, for one of them; its old name is free then.");
const reason = z.string().max(10_000).default("").describe("Why, for histories.");

/** Which of the trash is told. */
const listQuery = z.object({
  limit: z.coerce.number().int().min(1).max(10_000).default(1000),
  kind: z.string().max(100).optional().describe("Only things of this kind."),
  project: z.string().max(250).optional().describe("Only things of this project."),
});

/** What is put into the trash. */
const putBody = z.union([z.object({ ids, reason }), z.object({ things, reason })]);

/** What comes back. */
const restoreBody = z.union([z.object({ ids, as, reason }), z.object({ things, as, reason })]);

/** What goes for good. */
const purgeBody = z.union([
  z.strictObject({ ids }),
  z.strictObject({ things }),
  z.strictObject({
    expired: z.literal(true).describe("All that has lain there for as long as the settings say."),
  }),
]);

const time = z.number().int().describe("Milliseconds since 1970, UTC.");

const trashItem = z
  .looseObject({
    kind: z.string(),
    id: z.string(),
    name: z.string(),
    place: z.string().describe("Where it was; empty where it was nowhere else."),
    project: z.string(),
    holds: z.number().int().describe("How many things go with it; 1 where it is alone."),
    bytes: z.number().int().nullable().describe("Null where nobody has measured them yet."),
    deletedAt: time,
    purgeAt: time.nullable().describe("Null where the trash is kept for ever."),
    referencedBy: z.array(z.string()).describe("Who holds it; it is not purged before these go."),
  })
  .describe("A thing in the trash.");

const listAnswer: ZodType<TrashList> = z.object({
  items: z.array(trashItem).describe("The latest first."),
  total: z.number().int(),
  bytes: z.number().int().describe("Of all that is measured."),
  waits: z
    .object({
      from: time.describe("The clock before it jumped."),
      to: time.describe("The clock after it."),
      leftMs: z.number().int().describe("So long the server must still run, in ms."),
      why: z.string().describe("In words."),
    })
    .nullable()
    .describe("Why nothing is purged for its age now: the clock jumped ahead by over two days."),
});

/** Beside `gone`, each kind's count stands under its plural. */
const purgeAnswer: ZodType<Purged> = z.looseObject({
  gone: z.array(z.object({ kind: z.string(), plural: z.string(), count: z.number().int() })),
  bytes: z.number().int(),
});
/** Of what is done, where there is nothing to tell. */
const done = z.strictObject({});

const BASE = "/api/fettle/1/trash";

/** What the routes of this slice take and answer. */
export const API = {
  list: { method: "GET", path: BASE, query: listQuery, answer: listAnswer },
  put: { method: "POST", path: BASE, body: putBody, answer: done },
  restore: { method: "POST", path: `${BASE}/restore`, body: restoreBody, answer: done },
  purge: { method: "POST", path: `${BASE}/purge`, body: purgeBody, answer: purgeAnswer },
} as const satisfies Endpoints;

export type TrashApi = Wire<typeof API>;
