import { type CommandShape, defineCommand } from "#ground/cli";
import { fail, GROUND_ERRORS } from "#ground/errors";
import type { ServerClient } from "#ground/http";
import type { ModelsApi } from "./api.ts";
import { ERRORS } from "./errors.ts";
import {
  isModelName,
  type ModelDetail,
  type ModelRef,
  type ModelVersion,
  parseModelRef,
} from "./model.ts";

const MODEL_PATH = "/api/fettle/1/models/:name";
const VERSION_PATH = `${MODEL_PATH}/versions/:version`;

const REASON = { summary: "why, for the history", type: "string", value: "TEXT" } as const;
const MODEL = { name: "model", summary: "name or name@version", required: true } as const;

const describe = defineCommand({
  name: "describe",
  summary: "say what a model or a version is",
  args: [
    MODEL,
    { name: "text", summary: "the new description; empty to clear it", required: true },
  ],
  flags: {},
  examples: [
    ['fettle models describe intent "what a customer wants"', "of the model"],
    ['fettle models describe intent@2 "with the data of March"', "of one version"],
  ],
  async run({ args }, context) {
    const ref = refOf(args.model);
    const data = await change(await context.server(), ref, { description: args.text });
    return { data, text: `described ${nameOf(ref)}` };
  },
});

const tag = defineCommand({
  name: "tag",
  summary: "set or remove a tag of a model or a version",
  args: [MODEL, { name: "tag", summary: "KEY=VALUE; KEY alone with --remove", required: true }],
  flags: { remove: { summary: "remove it", type: "boolean" } },
  examples: [
    ["fettle models tag intent team=nlp", "a tag of the model"],
    ["fettle models tag intent@2 checked=yes", "a tag of one version"],
    ["fettle models tag intent@2 checked --remove", "without it again"],
  ],
  async run({ args, flags }, context) {
    const ref = refOf(args.model);
    const at = args.tag.indexOf("=");
    if (flags.remove !== true && at < 1)
      throw fail(GROUND_ERRORS, "USAGE", {
        problem: `${JSON.stringify(args.tag)} is no tag; expected KEY=VALUE`,
        command: "models tag",
      });
    const key = flags.remove === true ? args.tag : args.tag.slice(0, at);
    const tags = { [key]: flags.remove === true ? null : args.tag.slice(at + 1) };
    const data = await change(await context.server(), ref, { tags });
    return { data, text: `${flags.remove === true ? "removed" : "set"} ${key} of ${nameOf(ref)}` };
  },
});

const rename = defineCommand({
  name: "rename",
  summary: "give a model another name, with its versions, aliases and history",
  args: [
    { name: "name", summary: "the model's name", required: true },
    { name: "new-name", summary: "the new one", required: true },
  ],
  flags: { reason: REASON },
  examples: [["fettle models rename intent intent-de", "from now on `intent-de@2`"]],
  async run({ args, flags }, context) {
    const name = args["new-name"];
    if (!isModelName(name)) throw fail(ERRORS, "MODELS_NAME_INVALID", { name });
    const data = await (await context.server()).api<ModelsApi>().patch(MODEL_PATH, {
      params: { name: args.name },
      body: { name, reason: flags.reason },
    });
    return { data, text: `${args.name} is ${name} now` };
  },
});

const remove = defineCommand({
  name: "delete",
  summary: "delete a model or a version; `fettle models restore` brings it back",
  details:
    "Files stay with their runs. Numbers are not given out again. What an alias points at is not deleted: remove the alias first.",
  args: [MODEL],
  flags: { reason: REASON },
  examples: [
    ['fettle models delete intent@1 --reason "wrong data"', "one version"],
    ["fettle models delete intent", "the model with all its versions"],
  ],
  async run({ args, flags }, context) {
    const ref = refOf(args.model);
    const { name, version } = ref;
    const body = { reason: flags.reason };
    const models = (await context.server()).api<ModelsApi>();
    const data =
      version === undefined
        ? await models.delete(MODEL_PATH, { params: { name }, body })
        : await models.delete(VERSION_PATH, { params: { name, version }, body });
    return { data, text: `deleted ${nameOf(ref)}; fettle models restore ${nameOf(ref)} undoes it` };
  },
});

const restore = defineCommand({
  name: "restore",
  summary: "bring a deleted model or version back, without its aliases",
  args: [MODEL],
  flags: { reason: REASON },
  examples: [
    ["fettle models restore intent@1", "one version"],
    ["fettle models restore intent", "the model with the versions that were deleted with it"],
  ],
  async run({ args, flags }, context) {
    const ref = refOf(args.model);
    const { name, version } = ref;
    const body = { reason: flags.reason };
    const models = (await context.server()).api<ModelsApi>();
    const data =
      version === undefined
        ? await models.post(`${MODEL_PATH}/restore`, { params: { name }, body })
        : await models.post(`${VERSION_PATH}/restore`, { params: { name, version }, body });
    return { data, text: `restored ${nameOf(ref)}` };
  },
});

/** The commands that change a model or a version. */
export const CHANGE_COMMANDS: readonly CommandShape[] = [describe, tag, rename, remove, restore];

/** A model or a version by its number: what is changed is not named by an alias, which may move meanwhile. */
function refOf(text: string): ModelRef {
  const ref = parseModelRef(text);
  if (ref === undefined || ref.alias !== undefined)
    throw fail(ERRORS, "MODELS_REF_INVALID", { ref: text });
  return ref;
}

/** Changes a model or a version, and gives it back. */
function change(
  server: ServerClient,
  { name, version }: ModelRef,
  body: { readonly description?: string; readonly tags?: Record<string, string | null> },
): Promise<ModelDetail | ModelVersion> {
  const models = server.api<ModelsApi>();
  return version === undefined
    ? models.patch(MODEL_PATH, { params: { name }, body })
    : models.patch(VERSION_PATH, { params: { name, version }, body });
}

function nameOf({ name, version }: ModelRef): string {
  return version === undefined ? name : `${name}@${version}`;
}
