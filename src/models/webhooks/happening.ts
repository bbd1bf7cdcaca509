/** What a webhook can hear of, in MLflow's words: an entity and what can happen to it. */
export const HAPPENINGS = {
  registered_model: ["created"],
  model_version: ["created"],
  model_version_tag: ["set", "deleted"],
  model_version_alias: ["created", "deleted"],
  prompt: ["created"],
  prompt_version: ["created"],
  prompt_tag: ["set", "deleted"],
  prompt_version_tag: ["set", "deleted"],
  prompt_alias: ["created", "deleted"],
  budget_policy: ["exceeded"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Entity = keyof typeof HAPPENINGS;

/** Something that happened in the registry, as a receiver is told it. */
export type Happening = {
  readonly entity: Entity;
  readonly action: string;
  readonly data: Readonly<Record<string, unknown>>;
};

const NAME = "example_model";
const PROMPT = "example_prompt";
const TAGS = { example_key: "example_value" };
const VERSION = { name: NAME, version: "1" };
const PROMPT_VERSION = { name: PROMPT, version: "1" };
const KEY = "example_key";
const VALUE = "example_value";

/** What MLflow's server sends when a webhook is tried out. */
const EXAMPLES: Readonly<Record<string, Happening["data"]>> = {
  "registered_model.created": {
    name: NAME,
    tags: TAGS,
    description: "An example registered model",
  },
  "model_version.created": {
    ...VERSION,
    source: "models:/123",
    run_id: "abcd1234abcd5678",
    tags: TAGS,
    description: "An example model version",
  },
  "model_version_tag.set": { ...VERSION, key: KEY, value: VALUE },
  "model_version_tag.deleted": { ...VERSION, key: KEY },
  "model_version_alias.created": { name: NAME, alias: "example_alias", version: "1" },
  "model_version_alias.deleted": { name: NAME, alias: "example_alias" },
  "prompt.created": { name: PROMPT, tags: TAGS, description: "An example prompt" },
  "prompt_version.created": {
    ...PROMPT_VERSION,
    template: "Hello {{name}}!",
    tags: TAGS,
    description: "An example prompt version",
  },
  "prompt_tag.set": { name: PROMPT, key: KEY, value: VALUE },
  "prompt_tag.deleted": { name: PROMPT, key: KEY },
  "prompt_version_tag.set": { ...PROMPT_VERSION, key: KEY, value: VALUE },
  "prompt_version_tag.deleted": { ...PROMPT_VERSION, key: KEY },
  "prompt_alias.created": { name: PROMPT, alias: "example_alias", version: "1" },
  "prompt_alias.deleted": { name: PROMPT, alias: "example_alias" },
};

/** An example of an event, to try a webhook out with. */
export function exampleOf(entity: Entity, action: string): Happening {
  return { entity, action, data: EXAMPLES[`${entity}.${action}`] ?? {} };
}

/** The body of a delivery. */
export function bodyOf(happening: Happening, at: number): string {
  const { entity, action, data } = happening;
  return JSON.stringify({ entity, action, timestamp: new Date(at).toISOString(), data });
}
