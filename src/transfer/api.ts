import { z } from "zod";

const record = z.looseObject({ type: z.string().min(1).max(100) });

/** Body of `POST /api/fettle/1/transfer/import`. */
export const importBody = z.object({
  project: z.string().min(1).max(250).describe("The project of what names none itself."),
  records: z
    .array(record)
    .max(1000)
    .describe("Each is checked by the slice that owns its kind; one that does not fit is refused."),
});

const taken = z.object({
  outcome: z.enum(["new", "more", "same", "refused"]),
  note: z.string().optional().describe("What a person should know."),
  left: z.record(z.string(), z.number()).optional().describe("Parts that were not taken."),
});

/** Its answer: an item for each record, in their order. */
export const importAnswer = z.object({ results: z.array(taken) });

/** Answer of `GET /api/fettle/1/transfer/kinds`: in the order in which they are given. */
export const kindsAnswer = z.object({
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

/** Body of `POST /api/fettle/1/transfer/trash`. */
export const trashBody = z.object({
  of: z.string().min(1).max(100).describe("A kind of record."),
  id: z.string().min(1).max(500).describe("What names one of it."),
});

/** What of a folder of files is asked for. */
export const filesQuery = z.object({
  path: z.string().max(4096).optional(),
  after: z.string().max(4096).optional(),
});

/** Answer of `GET /api/fettle/1/transfer/files/:of/:id`. */
export const filesAnswer = z.object({
  files: z.array(z.object({ path: z.string(), folder: z.boolean(), size: z.number() })).readonly(),
  next: z.string().optional(),
});

/** Query of `GET /api/fettle/1/transfer/export`. */
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

export type ImportBody = z.infer<typeof importBody>;
export type ImportAnswer = z.infer<typeof importAnswer>;
export type Kinds = z.infer<typeof kindsAnswer>["kinds"];
export type FilesAnswer = z.infer<typeof filesAnswer>;
export type ExportQuery = z.infer<typeof exportQuery>;
