import { type ZodType, z } from "zod";
import type { Endpoints } from "#ground/wire";
import { refQuery } from "../schemas/index.ts";
import type { RecordedEnvironment, RunEnvironment, RunPatch } from "./model.ts";

const text = (max: number) => z.string().max(max);

/** What a command ran in. */
export const runEnvironment: ZodType<RunEnvironment> = z.object({
  python: z
    .object({
      version: text(100).describe("3.12.4"),
      folder: text(4096).describe("The environment's folder, or the program."),
      packages: z.record(text(250), text(250)).describe("Installed packages and their versions."),
    })
    .exactOptional(),
  node: text(100).exactOptional().describe("Version of the Node that ran the command."),
  platform: text(250).describe("linux 6.1.0 x64"),
  cpu: text(250).exactOptional(),
  cores: z.number().int().min(0),
  memory: z.number().int().min(0).describe("Bytes."),
  gpus: z.array(text(250)).max(64),
  variables: z
    .record(text(250), text(4096))
    .describe("Variables that change what a training does; secrets are not among them."),
});

/** What the work tree had that the commit lacks. */
export const runPatch: ZodType<RunPatch> = z.object({
  text: text(512 * 1024).describe("What `git diff HEAD` said, secrets taken out."),
  cut: z.boolean().describe("There was more than is kept."),
  redacted: z.boolean().describe("Secrets were taken out, so that it does not apply as it is."),
  untracked: z
    .array(z.object({ path: text(4096), size: z.number().int().min(0) }))
    .max(200)
    .describe("Files that git does not know and does not ignore, the first by name."),
  untrackedTotal: z.number().int().min(0),
});

const recorded: ZodType<RecordedEnvironment> = z.object({
  environment: runEnvironment.nullable(),
  patch: runPatch.nullable(),
});

/** What the routes about environments take and answer. */
export const ENVIRONMENT_API = {
  environment: {
    method: "GET",
    path: "/api/fettle/1/runs/:ref/environment",
    query: refQuery,
    answer: recorded,
  },
} as const satisfies Endpoints;
