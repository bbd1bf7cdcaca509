import { existsSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseDocument } from "yaml";
import { z } from "zod";
import { checkYaml } from "#ground/config";
import { fail, GROUND_ERRORS } from "#ground/errors";
import { readText, writeFileWhole } from "#ground/files";
import { compileRegex } from "#ground/regex";
import { DEFAULT_SETTINGS, type StoreSettings } from "#ground/server";
import { parseDuration } from "#ground/words";

/** The flags of `fettle server` that say where artifacts lie; as typed. */
export type PlaceFlags = {
  readonly artifacts?: string | undefined;
  readonly "artifact-root"?: string | undefined;
};

/** What a server is to do with its store. */
export type ReadSettings = {
  readonly settings: StoreSettings;
  /** The folder that holds the artifacts of this server; absolute. */
  readonly artifacts: string;
};

const FILE = "settings.yaml";
const DAY_MS = 24 * 3_600_000;

const period = (least: number, most: number, range: string) =>
  z
    .union([z.string(), z.number()], { error: `expected ${range}` })
    .transform((text) => (typeof text === "number" ? Number.NaN : parseDuration(text)))
    .refine((ms) => ms !== undefined && ms >= least && ms <= most, `expected ${range}`)
    .transform((ms) => ms as number);

const schema = z.strictObject({
  artifacts: z
    .string()
    .min(1, "expected a folder")
    .optional()
    .describe("The folder of the artifacts, relative to the store; default `artifacts`."),
  artifactRoot: z
    .string()
    .min(1, "expected a URI")
    .optional()
    .describe("Where new experiments keep their artifacts, as a URI; default this server's own."),
  fileRoots: z
    .array(z.string().startsWith("/", "expected an absolute path"))
    .default([...DEFAULT_SETTINGS.fileRoots])
    .describe("Folders below which an experiment may keep artifacts by a file:// or relative URI."),
  trashDays: z
    .number()
    .min(0, "expected 0 or more days")
    .max(36_500, "expected at most 36500 days")
    .default(DEFAULT_SETTINGS.trashDays)
    .describe("Days until the trash is purged; 0 keeps it for ever."),
  lostAfter: period(1000, 3650 * DAY_MS, "a time such as 24h or 30m, at least 1s")
    .optional()
    .describe("Time without a word after which a run counts as lost."),
  modelSources: z
    .string()
    .min(1, "expected a regular expression")
    .superRefine((pattern, context) => {
      try {
        compileRegex(pattern);
      } catch (error) {
        context.addIssue({ code: "custom", message: (error as Error).message });
      }
    })
    .optional()
    .describe("A regular expression that the source of a model version must match."),
  webhooks: z
    .strictObject({
      schemes: z
        .array(z.enum(["https", "http"], "expected https or http"))
        .min(1, "expected at least one scheme")
        .default([...DEFAULT_SETTINGS.webhooks.schemes] as "https"[]),
      privateAddresses: z.boolean().default(DEFAULT_SETTINGS.webhooks.privateAddresses),
      attempts: z
        .int("expected a whole number")
        .min(1, "expected at least 1")
        .max(20, "expected at most 20")
        .default(DEFAULT_SETTINGS.webhooks.attempts),
    })
    .prefault({}),
});

/**
 * Reads `settings.yaml` of a store; CONFIG_INVALID names the line. What `fettle server --artifacts` and
 * `--artifact-root` say is written into it first (relative to `cwd`), so that the next server of the store, which a
 * command may start in the background without any flag, serves the same folders.
 */
export function storeSettings(store: string, flags: PlaceFlags, cwd: string): ReadSettings {
  const file = join(store, FILE);
  const read = (): z.output<typeof schema> =>
    existsSync(file) ? parse(readText(file), file) : schema.parse({});
  // Read first: a file that does not fit is told, not written into.
  let values = read();
  if (keep(file, kept(flags, cwd))) values = read();
  const { artifacts, lostAfter, artifactRoot, fileRoots, modelSources, ...rest } = values;
  const own = artifactRoot === undefined ? undefined : folderOf(artifactRoot);
  return {
    artifacts: resolve(store, artifacts ?? "artifacts"),
    settings: Object.freeze({
      ...rest,
      ...(artifactRoot === undefined ? {} : { artifactRoot }),
      ...(modelSources === undefined ? {} : { modelSources }),
      // Whoever names a folder as the root allows it.
      fileRoots: own === undefined ? fileRoots : [...fileRoots, own],
      lostAfterMs: lostAfter ?? DEFAULT_SETTINGS.lostAfterMs,
    }),
  };
}

function parse(text: string, file: string): z.output<typeof schema> {
  const reference = "docs/guide/tracking.md lists the keys";
  const { data } = checkYaml(text, schema, { file, reference });
  checkRoot(data.artifactRoot, file);
  return data;
}

function kept(flags: PlaceFlags, cwd: string): Record<string, string> {
  const values: Record<string, string> = {};
  const root = flags["artifact-root"];
  if (flags.artifacts !== undefined) values["artifacts"] = resolve(cwd, flags.artifacts);
  if (root !== undefined) {
    const uri = /^[a-z][a-z0-9+.-]*:/i.test(root) ? root : pathToFileURL(resolve(cwd, root)).href;
    checkRoot(uri, "--artifact-root");
    values["artifactRoot"] = uri;
  }
  return values;
}

/** Writes values into the file where they differ from what stands there; comments stay. */
function keep(file: string, values: Readonly<Record<string, string>>): boolean {
  const document = parseDocument(existsSync(file) ? readText(file) : "");
  const news = Object.entries(values).filter(([key, value]) => document.get(key) !== value);
  if (news.length === 0) return false;
  for (const [key, value] of news) document.set(key, value);
  writeFileWhole(file, document.toString(), 0o600);
  return true;
}

function checkRoot(uri: string | undefined, file: string): void {
  if (uri === undefined || /^mlflow-artifacts:/.test(uri)) return;
  if (
    /^https?:\/\/[^/?#]+\/(?:[^?#]*\/)?api\/2\.0\/mlflow-artifacts\/artifacts(?:\/[^?#]*)?$/.test(
      uri,
    )
  )
    return;
  if (folderOf(uri) !== undefined) return;
  throw fail(GROUND_ERRORS, "CONFIG_INVALID", {
    file,
    line: undefined,
    problem: `the artifact root is ${JSON.stringify(uri)}; expected mlflow-artifacts:/, file:///FOLDER or http://HOST/api/2.0/mlflow-artifacts/artifacts`,
    fix: "leave it out, and artifacts go to this server's own folder",
  });
}

/** The folder of a `file:` URI that is nothing else than that. */
function folderOf(uri: string): string | undefined {
  if (!/^file:\/\/\/[^?#]*$/.test(uri)) return undefined;
  try {
    const path = fileURLToPath(uri);
    return isAbsolute(path) ? resolve(path) : undefined;
  } catch {
    return undefined;
  }
}
