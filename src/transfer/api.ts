import { type ZodType, z } from "zod";
import type { Taken } from "#ground/slice";
import type { Endpoints, Wire } from "#ground/wire";

const record = z.looseObject({ type: z.string().min(1).max(100) });

/** What is taken in. */
const importBody = z.object({
  project: z.string().min(1).max(250).describe("The project of what names none itself."),
  records: z
    .array(record)
    .max(1000)
    .describe("Each is checked by the slice that owns its kind; one that does not fit is refused."),
});

const taken: ZodType<Taken> = z.object({
  outcome: z.enum(["new", "more", "same", "refused"]),
  note: z.string().exactOptional().describe("What a person should know."),
  left: z.record(z.string(), z.number()).exactOptional().describe("Parts that were not taken."),
});

const importAnswer = z.object({
  results: z.array(taken).readonly().describe("One for each record, in their order."),
});

/** In the order in which they are given. */
const kindsAnswer = z.object({
  kinds: z.array(
    z.object({
      name: z.string().describe("As `type` in its records."),
      title: z.string(),
      key: z.string().nullable().describe("The field of a record that names one."),
      files: z.boolean(),
      trash: z.boolean(),
    }),
  ),
});

/** Of what is done, where there is nothing to tell. */
export const doneAnswer = z.strictObject({});

/** What goes into the trash. */
const trashBody = z.object({
  of: z.string().min(1).max(100).describe("A kind of record."),
  id: z.string().min(1).max(500).describe("What names one of it."),
});

/** Whose files: a kind of record, and what names one of it. */
const owner = z.object({ of: z.string(), id: z.string() });

/** A file of it. */
export const fileParams = owner.extend({ "*": z.string() });

/** Whose file, where its path is asked for apart: as a part of the address it could not hold every sign. */
export const fileOwner = owner;
export const fileQuery = z.object({ path: z.string().min(1).max(4096) });

/** What of a folder of files is asked for. */
const filesQuery = z.object({
  path: z.string().max(4096).optional(),
  after: z.string().max(4096).optional(),
});

const filesAnswer = z.object({
  files: z.array(z.object({ path: z.string(), folder: z.boolean(), size: z.number() })).readonly(),
  next: z.string().optional(),
});

/** What is given; the answer is no JSON, but a line of it for each record. */
export const exportQuery = z.object({
  project: z.string().optional(),
  experiment: z.string().optional().describe("Name of the experiment."),
  filter: z.string().max(10_000).optional().describe("As in the list of runs."),
  kinds: z.string().max(1000).optional().describe("Only these kinds of records; default all."),
  points: z.enum(["true", "false"]).optional().describe("As earlier: `false` for no `points`."),
  registry: z
    .enum(["true", "false"])
    .optional()
    .describe("As earlier: `false` for no models, logged or registered, and no `edge`."),
});

const BASE = "/api/fettle/1/transfer";
const FILES = `${BASE}/files/:of/:id` as const;

/** Where a file is stored and got, and where all is given: as bytes. */
export const FILE_PATH = `${FILES}/*`;
export const ONE_FILE_PATH = `${BASE}/file/:of/:id`;
export const EXPORT_PATH = `${BASE}/export`;

/** What the routes of this slice take and answer. */
export const API = {
  kinds: { method: "GET", path: `${BASE}/kinds`, answer: kindsAnswer },
  take: { method: "POST", path: `${BASE}/import`, body: importBody, answer: importAnswer },
  trash: { method: "POST", path: `${BASE}/trash`, body: trashBody, answer: doneAnswer },
  files: { method: "GET", path: FILES, params: owner, query: filesQuery, answer: filesAnswer },
} as const satisfies Endpoints;

export type TransferApi = Wire<typeof API>;
export type ImportBody = z.infer<typeof importBody>;
export type ImportAnswer = z.infer<typeof importAnswer>;
export type Kinds = z.infer<typeof kindsAnswer>["kinds"];
export type FilesAnswer = z.infer<typeof filesAnswer>;
export type ExportQuery = z.infer<typeof exportQuery>;
