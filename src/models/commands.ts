import { type CommandShape, type Context, defineCommand, type Result, table } from "#ground/cli";
import { fail, GROUND_ERRORS } from "#ground/errors";
import { newId } from "#ground/id";
import { ERRORS } from "./errors.ts";
import {
  isModelName,
  type ModelDetail,
  type ModelRef,
  type ModelRow,
  type ModelVersion,
  type PastMove,
  parseModelRef,
} from "./model.ts";

const API = "/api/fettle/1/models";

const register = defineCommand({
  name: "register",
  summary: "make what a finished run stored the next version of a model",
  details:
    "The model is made on first use. A version points at the files that the run stored under --path; nothing is copied.",
  args: [{ name: "name", summary: "the model's name", required: true }],
  flags: {
    run: { summary: "the run: its id, the start of it, or its name", type: "string", value: "RUN" },
    path: { summary: "folder or file of the run; default model", type: "string", value: "PATH" },
    description: { summary: "what is new in it", type: "string", value: "TEXT" },
  },
  examples: [
    ["fettle models register intent --run rules", "the model that the run `rules` stored"],
    ["fettle models register intent --run 3f2a91 --path best", "from another folder of the run"],
  ],
  async run({ args, flags }, context) {
    if (!isModelName(args.name)) throw fail(ERRORS, "MODELS_NAME_INVALID", { name: args.name });
    if (flags.run === undefined)
      throw usage("--run is missing: the run that stored the model", "models register");
    const project = await context.project();
    const made = await (await context.server()).post<ModelVersion>(
      `${modelPath(args.name)}/versions`,
      {
        requestId: newId(),
        project: project.name,
        runId: flags.run,
        ...(flags.path === undefined ? {} : { artifactPath: flags.path }),
        ...(flags.description === undefined ? {} : { description: flags.description }),
      },
    );
    const metrics = await metricsText(made);
    return {
      data: made,
      text: `registered ${context.output.style("bold", `${made.name}@${made.version}`)} from run ${made.runId?.slice(0, 8)}${metrics}`,
    };
  },
});

const list = defineCommand({
  name: "list",
  summary: "list the registered models",
  args: [],
  flags: {},
  examples: [["fettle models list", "each model with its versions and aliases"]],
  async run(_input, context) {
    const { models } = await (await context.server()).get<{ models: ModelRow[] }>(API);
    if (models.length === 0)
      return {
        data: models,
        text: "no model is registered; fettle models register NAME --run RUN",
      };
    const rows = models.map((m) => [m.name, m.versions, m.latest, aliasText(m.aliases), m.project]);
    return {
      data: models,
      text: table(["model", "versions", "latest", "aliases", "project"], rows),
    };
  },
});

const show = defineCommand({
  name: "show",
  summary: "show a model, or one version of it",
  args: [{ name: "model", summary: "name, name@version or name@alias", required: true }],
  flags: {},
  examples: [
    ["fettle models show intent", "all versions of a model"],
    ["fettle models show intent@champion", "the version that serves now"],
  ],
  async run({ args }, context): Promise<Result> {
    const ref = refOf(args.model);
    const client = await context.server();
    if (ref.version !== undefined || ref.alias !== undefined) {
      const version = await readRef(ref, context);
      return { data: version, text: await versionText(version) };
    }
    const model = await client.get<ModelDetail>(modelPath(ref.name));
    return { data: model, text: await modelText(model) };
  },
});

const alias = defineCommand({
  name: "alias",
  summary: "point an alias at a version",
  details:
    "Each move is kept with who, when and why. Where the project has a gate, `champion` is moved by `fettle promote`.",
  args: [{ name: "model", summary: "name@version or name@alias", required: true }],
  flags: {
    set: { summary: "the alias to point there", type: "string", value: "ALIAS" },
    reason: { summary: "why, for the history", type: "string", value: "TEXT" },
  },
  examples: [
    ["fettle models alias intent@2 --set baseline", "the version to beat from now on"],
    [
      'fettle models alias intent@champion --set previous --reason "before the release"',
      "a name for what serves now",
    ],
  ],
  async run({ args, flags }, context) {
    if (flags.set === undefined) throw usage("--set is missing: the alias to move", "models alias");
    const project = await context.project();
    const version = await readRef(refOf(args.model), context);
    const client = await context.server();
    const path = `${modelPath(version.name)}/aliases/${encodeURIComponent(flags.set)}`;
    const moved = await client.put<{ from: number | null; version: number; moved: boolean }>(path, {
      version: version.version,
      project: project.name,
      ...(flags.reason === undefined ? {} : { reason: flags.reason }),
    });
    const name = `${version.name}@${flags.set}`;
    const text = moved.moved
      ? `${name} is version ${moved.version} now${moved.from === null ? "" : `; it was ${moved.from}`}`
      : `${name} was version ${moved.version} already`;
    return { data: { name: version.name, alias: flags.set, ...moved }, text };
  },
});

const history = defineCommand({
  name: "history",
  summary: "show who moved a model's aliases, when and why",
  args: [{ name: "name", summary: "the model's name", required: true }],
  flags: {},
  examples: [["fettle models history intent", "newest first"]],
  async run({ args }, context) {
    const model = await (await context.server()).get<ModelDetail>(modelPath(args.name));
    return { data: model.history, text: historyText(model.history) };
  },
});

/** The commands of this slice. */
export const commands: readonly CommandShape[] = [register, list, show, alias, history];

function modelPath(name: string): string {
  return `${API}/${encodeURIComponent(name)}`;
}

function refOf(text: string): ModelRef {
  const ref = parseModelRef(text);
  if (ref === undefined) throw fail(ERRORS, "MODELS_REF_INVALID", { ref: text });
  return ref;
}

/** The version that a reference means; without one, the latest. */
async function readRef(ref: ModelRef, context: Context): Promise<ModelVersion> {
  const client = await context.server();
  const path = modelPath(ref.name);
  if (ref.alias !== undefined)
    return client.get(`${path}/aliases/${encodeURIComponent(ref.alias)}`);
  if (ref.version !== undefined) return client.get(`${path}/versions/${ref.version}`);
  const latest = (await client.get<ModelDetail>(path)).versions[0];
  if (latest === undefined) throw fail(ERRORS, "MODELS_UNKNOWN", { name: ref.name });
  return latest;
}

function aliasText(aliases: Readonly<Record<string, number>>): string {
  return Object.entries(aliases)
    .map(([name, version]) => `${name}=${version}`)
    .join(" ");
}

async function metricsText(version: ModelVersion): Promise<string> {
  const { number } = await import("#ground/words");
  return Object.entries(version.metrics)
    .slice(0, 3)
    .map(([key, value]) => `  ${key} ${number(value)}`)
    .join("");
}

async function modelText(model: ModelDetail): Promise<string> {
  const rows: string[][] = [];
  for (const version of model.versions)
    rows.push([
      String(version.version),
      version.aliases.join(" "),
      version.runId?.slice(0, 8) ?? "-",
      dateText(version.createdAt),
      (await metricsText(version)).trim(),
      version.description,
    ]);
  return `${model.name}, of project ${model.project}\n\n${table(["version", "aliases", "run", "registered", "metrics", "description"], rows)}`;
}

async function versionText(version: ModelVersion): Promise<string> {
  const { number } = await import("#ground/words");
  const lines: [string, string][] = [
    ["model", `${version.name}@${version.version}`],
    ["aliases", version.aliases.join(" ") || "-"],
    ["run", version.runId ?? "-"],
    ["files", version.source],
    ["registered", dateText(version.createdAt)],
    ["description", version.description || "-"],
    ...Object.entries(version.metrics).map(([key, value]): [string, string] => [
      key,
      number(value),
    ]),
  ];
  const width = Math.max(...lines.map(([label]) => label.length));
  return lines.map(([label, text]) => `${label.padEnd(width)}  ${text}`).join("\n");
}

function historyText(moves: readonly PastMove[]): string {
  if (moves.length === 0) return "no alias of this model was ever set";
  const rows = moves.map((move) => [
    dateText(move.at),
    move.alias,
    move.from === null ? "-" : String(move.from),
    String(move.to),
    move.user,
    move.reason || "-",
  ]);
  return table(["when", "alias", "from", "to", "who", "why"], rows);
}

/** `2026-11-23 16:04 UTC`: the same text in every time zone. */
function dateText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function usage(problem: string, command: string): Error {
  return fail(GROUND_ERRORS, "USAGE", { problem, command });
}
