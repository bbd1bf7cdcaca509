import { type CommandShape, type Context, defineCommand, type Result, table } from "#ground/cli";
import { fail, GROUND_ERRORS } from "#ground/errors";
import { newId } from "#ground/id";
import type { ModelsApi } from "./api.ts";
import { askModel, askVersion } from "./ask-version.ts";
import { CHANGE_COMMANDS } from "./change-commands.ts";
import { ERRORS } from "./errors.ts";
import { isModelName, type ModelRef, type ModelVersion, parseModelRef } from "./model.ts";
import { aliasText, historyText, metricsText, modelText, versionText } from "./printing/index.ts";

const MODELS = "/api/fettle/1/models";
const ALIAS = `${MODELS}/:name/aliases/:alias`;

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
    const made = await (await context.server()).api<ModelsApi>().post(`${MODELS}/:name/versions`, {
      params: { name: args.name },
      body: {
        requestId: newId(),
        project: project.name,
        runId: flags.run,
        artifactPath: flags.path,
        description: flags.description,
      },
    });
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
  flags: {
    filter: {
      summary: "those that fit, in the grammar of `fettle runs list --filter`",
      type: "string",
      value: "FILTER",
    },
    deleted: { summary: "the deleted ones instead, which can be restored", type: "boolean" },
  },
  examples: [
    ["fettle models list", "each model with its versions and aliases"],
    [`fettle models list --filter "tags.team = 'nlp'"`, "the models with a tag"],
    ["fettle models list --deleted", "what `fettle models restore` can bring back"],
  ],
  async run({ flags }, context) {
    const { models } = await (await context.server()).api<ModelsApi>().get(MODELS, {
      query: { filter: flags.filter, deleted: flags.deleted === true ? true : undefined },
    });
    if (models.length === 0) return { data: models, text: noModels(flags) };
    const rows = models.map((m) => [m.name, m.versions, m.latest, aliasText(m.aliases), m.project]);
    return {
      data: models,
      text: table(["model", "versions", "latest", "aliases", "project"], rows),
    };
  },
});

function noModels(flags: { filter?: string | undefined; deleted?: boolean | undefined }): string {
  if (flags.deleted === true) return "no model is deleted";
  if (flags.filter !== undefined) return "no model fits the filter";
  return "no model is registered; fettle models register NAME --run RUN";
}

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
    if (ref.version !== undefined || ref.alias !== undefined) {
      const version = await readRef(ref, context);
      return { data: version, text: await versionText(version) };
    }
    const model = await askModel(await context.server(), ref.name);
    return { data: model, text: await modelText(model) };
  },
});

const alias = defineCommand({
  name: "alias",
  summary: "point an alias at a version, or remove it",
  details:
    "Each move is kept with who, when and why. Where the project has a gate, it alone moves `champion`, and removes it only with a reason.",
  args: [
    {
      name: "model",
      summary: "name@version or name@alias; to remove, the name alone",
      required: true,
    },
  ],
  flags: {
    set: { summary: "the alias to point there", type: "string", value: "ALIAS" },
    unset: { summary: "the alias to remove", type: "string", value: "ALIAS" },
    reason: { summary: "why, for the history", type: "string", value: "TEXT" },
  },
  examples: [
    ["fettle models alias intent@2 --set baseline", "the version to beat from now on"],
    [
      'fettle models alias intent@champion --set previous --reason "before the release"',
      "a name for what serves now",
    ],
    ["fettle models alias intent --unset previous", "nobody needs it any more"],
  ],
  async run({ args, flags }, context) {
    if (flags.unset !== undefined && flags.set === undefined)
      return unset(args.model, flags.unset, flags.reason, context);
    if (flags.set === undefined || flags.unset !== undefined)
      throw usage("expected --set or --unset: the alias to move or to remove", "models alias");
    const project = await context.project();
    const version = await readRef(refOf(args.model), context);
    const moved = await (await context.server()).api<ModelsApi>().put(ALIAS, {
      params: { name: version.name, alias: flags.set },
      body: { version: version.version, project: project.name, reason: flags.reason },
    });
    const name = `${version.name}@${flags.set}`;
    const text = moved.moved
      ? `${name} is version ${moved.version} now${moved.from === null ? "" : `; it was ${moved.from}`}`
      : `${name} was version ${moved.version} already`;
    return { data: moved, text };
  },
});

async function unset(
  model: string,
  alias: string,
  reason: string | undefined,
  context: Context,
): Promise<Result> {
  const { name } = refOf(model);
  const answer = await (await context.server()).api<ModelsApi>().delete(ALIAS, {
    params: { name, alias },
    body: { reason },
  });
  const text = answer.removed ? `${name}@${alias} is removed` : `${name} had no alias ${alias}`;
  return { data: answer, text };
}

const history = defineCommand({
  name: "history",
  summary:
    "show what happened to a model: who moved its aliases, when and why, and what was deleted",
  args: [{ name: "name", summary: "the model's name", required: true }],
  flags: {},
  examples: [["fettle models history intent", "newest first"]],
  async run({ args }, context) {
    const model = await askModel(await context.server(), args.name);
    return { data: model.history, text: historyText(model.history) };
  },
});

/** The commands of this slice. */
export const commands: readonly CommandShape[] = [
  register,
  list,
  show,
  alias,
  history,
  ...CHANGE_COMMANDS,
];

function refOf(text: string): ModelRef {
  const ref = parseModelRef(text);
  if (ref === undefined) throw fail(ERRORS, "MODELS_REF_INVALID", { ref: text });
  return ref;
}

/** The version that a reference means; without one, the latest. */
async function readRef(ref: ModelRef, context: Context): Promise<ModelVersion> {
  const client = await context.server();
  if (ref.alias !== undefined || ref.version !== undefined) return askVersion(client, ref);
  const latest = (await askModel(client, ref.name)).versions[0];
  if (latest === undefined) throw fail(ERRORS, "MODELS_UNKNOWN", { name: ref.name });
  return latest;
}

function usage(problem: string, command: string): Error {
  return fail(GROUND_ERRORS, "USAGE", { problem, command });
}
