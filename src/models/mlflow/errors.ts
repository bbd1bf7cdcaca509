import type { ErrorCodes } from "#ground/mlflow";

const EXISTS = "RESOURCE_ALREADY_EXISTS";

/** What MLflow's server says where we say it otherwise; its clients' scripts match these words. */
export const WORDS: ErrorCodes = {
  MODELS_EXISTS: {
    code: EXISTS,
    message: ({ name }) => `Registered Model (name=${name}) already exists.`,
  },
  MODELS_NAME_USED: EXISTS,
  MODELS_UNKNOWN: { message: ({ name }) => `Registered Model with name=${name} not found` },
  MODELS_VERSION_UNKNOWN: {
    message: ({ name, version }) => `Model Version (name=${name}, version=${version}) not found`,
  },
  MODELS_NAME_INVALID: {
    message: ({ name }) =>
      `Invalid model name '${name}'. Names cannot contain '/' or ':', control characters, or more than 256 characters.`,
  },
  MODELS_ALIAS_INVALID: {
    message: ({ alias }) => aliasMessage(String(alias)),
  },
};

function aliasMessage(alias: string): string {
  if (alias.toLowerCase() === "latest")
    return "'latest' alias name (case insensitive) is reserved.";
  if (/^v?\d+$/i.test(alias)) return `Version alias name '${alias}' is reserved.`;
  return `Invalid alias name: '${alias}'. Names may only contain alphanumerics, underscores (_), and dashes (-), 255 of them at most.`;
}
