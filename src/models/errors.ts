import { defineErrors, EXIT } from "#ground/errors";

/** Errors of registered models. */
export const ERRORS = defineErrors({
  MODELS_NAME_INVALID: {
    message: (f: { name: string }) =>
      `${JSON.stringify(f.name)} can't be a model's name; expected 1 to 250 characters without / : @ \\ and control characters`,
    hint: "choose a short name, as in `fettle models register intent --run ...`",
    status: 400,
    exit: EXIT.usage,
    when: "A model is named with characters that separate a version or a path.",
  },
  MODELS_ALIAS_INVALID: {
    message: (f: { alias: string }) =>
      `${JSON.stringify(f.alias)} can't be an alias; expected letters, digits, dash and underscore, neither \`latest\` nor a version`,
    hint: "choose a word, as in `fettle models alias intent@2 --set baseline`",
    status: 400,
    exit: EXIT.usage,
    when: "An alias would be mistaken for a version.",
  },
  MODELS_REF_INVALID: {
    message: (f: { ref: string }) =>
      `${JSON.stringify(f.ref)} names no model version; expected name, name@version or name@alias`,
    hint: "fettle models list",
    status: 400,
    exit: EXIT.usage,
    when: "A model reference is not of the form `intent@2`.",
  },
  MODELS_UNKNOWN: {
    message: (f: { name: string; renamed?: string }) =>
      `no model ${JSON.stringify(f.name)} is registered${f.renamed === undefined ? "" : `; it was renamed to ${f.renamed}`}`,
    hint: (f) =>
      f.renamed === undefined
        ? `fettle models list; fettle models register ${f.name} --run ...`
        : `fettle models show ${f.renamed}`,
    status: 404,
    exit: EXIT.usage,
    when: "A model is named that was never registered.",
  },
  MODELS_VERSION_UNKNOWN: {
    message: (f: { name: string; version: number; latest: number }) =>
      `model ${f.name} has no version ${f.version}${f.latest === 0 ? "" : `; the latest is ${f.latest}`}`,
    hint: (f) => `fettle models show ${f.name}`,
    status: 404,
    exit: EXIT.usage,
    when: "A version is named that the model does not have.",
  },
  MODELS_ALIAS_UNKNOWN: {
    message: (f: { name: string; alias: string; known: string }) =>
      `model ${f.name} has no alias ${f.alias}${f.known === "" ? "" : `; it has ${f.known}`}`,
    hint: (f) => `fettle models alias ${f.name}@1 --set ${f.alias}`,
    status: 404,
    exit: EXIT.usage,
    when: "An alias is named that the model does not have.",
  },
  MODELS_ALIAS_NONE: {
    message: (f: { name: string; alias: string }) => `Registered model alias ${f.alias} not found.`,
    hint: (f) => `fettle models show ${f.name}`,
    status: 400,
    exit: EXIT.usage,
    when: "MLflow's client asks for an alias that the model does not have; MLflow answers 400 as well.",
  },
  MODELS_RUN_UNFINISHED: {
    message: (f: { run: string; status: string }) =>
      `run ${f.run} is ${f.status}; only the files of a FINISHED run are known to be whole`,
    hint: (f) => `fettle runs show ${f.run}`,
    status: 409,
    exit: EXIT.no,
    when: "A version is registered from a run that goes on, failed or was stopped.",
  },
  MODELS_FILES_MISSING: {
    message: (f: { run: string; path: string; has: string }) =>
      `run ${f.run} stored no files under ${JSON.stringify(f.path)}; it has ${f.has}`,
    hint: "name another with --path, or store the model in the script by logArtifact",
    status: 404,
    exit: EXIT.usage,
    when: "A version is registered from a folder without files.",
  },
  MODELS_FILES_ELSEWHERE: {
    message: (f: { name: string; version: number; source: string }) =>
      `the files of ${f.name}@${f.version} are not kept here but at ${f.source}`,
    status: 404,
    exit: EXIT.usage,
    when: "A file is asked for of a version that was registered from another place.",
  },
  MODELS_SOURCE_MISSING: {
    message: (_: Record<never, never>) =>
      "a version is made of a run's files: runId is missing, and artifactPath names no files of the store",
    hint: "fettle models register NAME --run RUN",
    status: 400,
    exit: EXIT.usage,
    when: "A version is registered from neither a run nor files in the store.",
  },
  MODELS_REQUEST_REUSED: {
    message: (f: { requestId: string; name: string; version: number }) =>
      `the request ${f.requestId} made ${f.name}@${f.version} already, of other content`,
    hint: "send a new requestId",
    status: 409,
    exit: EXIT.usage,
    when: "Two different registrations carry the same request id.",
  },
  MODELS_ALIAS_MOVED: {
    message: (f: { name: string; alias: string; expected: string; found: string }) =>
      `${f.name}@${f.alias} points at ${f.found} now, not at ${f.expected}: somebody moved it in between`,
    hint: (f) => `fettle models history ${f.name}; then try again`,
    status: 409,
    exit: EXIT.no,
    when: "Two people move the same alias at the same time.",
  },
  MODELS_PIN_INVALID: {
    message: (f: { variable: string; value: string }) =>
      `${f.variable} is ${JSON.stringify(f.value)}; expected a version number`,
    hint: (f) => `unset ${f.variable} to follow the alias`,
    status: 400,
    exit: EXIT.usage,
    when: "The environment pins a model to something that is no version.",
  },
  MODELS_EXISTS: {
    message: (f: { name: string }) => `a model ${JSON.stringify(f.name)} is registered already`,
    hint: (f) => `fettle models show ${f.name}`,
    status: 400,
    exit: EXIT.usage,
    when: "A model is made, or renamed to a name, that is there already.",
  },
  MODELS_NAME_USED: {
    message: (f: { name: string; other: string; version: number }) =>
      `${f.name} can't become ${f.other}: a deleted model of that name had a version ${f.version} too, and ${f.other}@${f.version} would mean two things`,
    hint: "choose another name",
    status: 400,
    exit: EXIT.usage,
    when: "A model is renamed to the name of a deleted one, and both gave out the same version number.",
  },
  MODELS_ALIASED: {
    message: (f: { name: string; version: number; aliases: string }) =>
      `${f.name}@${f.version} can't be deleted while it is ${f.aliases}`,
    hint: (f) => {
      const [first = ""] = f.aliases.split(", ");
      return `fettle models alias ${f.name} --unset ${first} --reason "..."`;
    },
    status: 409,
    exit: EXIT.no,
    when: "A version is deleted that an alias points at.",
  },
  MODELS_MODEL_ALIASED: {
    message: (f: { name: string; aliases: string }) =>
      `${f.name} can't be deleted while it has the alias ${f.aliases}`,
    hint: (f) => {
      const [first = ""] = f.aliases.split(", ");
      return `fettle models alias ${f.name} --unset ${first} --reason "..."`;
    },
    status: 409,
    exit: EXIT.no,
    when: "A model is deleted that has aliases.",
  },
  MODELS_STAGE_INVALID: {
    message: (f: { stage: string }) =>
      `Invalid Model Version stage: ${f.stage}. Value must be one of None, Staging, Production, Archived.`,
    hint: "use an alias: fettle models alias NAME@VERSION --set ALIAS",
    status: 400,
    exit: EXIT.usage,
    when: "A stage is named that MLflow does not have.",
  },
  MODELS_ARCHIVE_INVALID: {
    message: (f: { stage: string }) =>
      `Model version transition cannot archive existing model versions because '${f.stage}' is not an Active stage. Valid stages are Staging, Production`,
    status: 400,
    exit: EXIT.usage,
    when: "A move to a stage that isn't active asks to archive the versions that are in it.",
  },
  MODELS_SOURCE_INVALID: {
    message: (f: { source: string; problem: string }) =>
      `Invalid model version source: '${f.source}'. ${f.problem}`,
    status: 400,
    exit: EXIT.usage,
    when: "A version's source is a path outside its run, climbs, or can't be read as a URI.",
  },
  MODELS_VALUE_INVALID: {
    message: (f: { problem: string }) => f.problem,
    status: 400,
    exit: EXIT.usage,
    when: "A tag is longer than MLflow takes, or a version is no number.",
  },
  MODELS_WEBHOOK_UNKNOWN: {
    message: (f: { id: string }) => `Webhook with ID ${f.id} not found.`,
    status: 404,
    exit: EXIT.usage,
    when: "A webhook is named that does not exist.",
  },
  MODELS_WEBHOOK_INVALID: {
    message: (f: { problem: string }) => f.problem,
    status: 400,
    exit: EXIT.usage,
    when: "A webhook has a bad name, event or URL, or an address of this machine or of a private network.",
  },
});
