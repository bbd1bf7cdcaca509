import { expect, test } from "vitest";
import { bodyOf, type Entity, exampleOf, HAPPENINGS } from "./happening.ts";

const NAMED = { name: "example_model" };
const VERSION = { ...NAMED, version: "1" };
const PROMPT = { name: "example_prompt" };
const PROMPT_VERSION = { ...PROMPT, version: "1" };
const TAG = { key: "example_key", value: "example_value" };
const KEY = { key: "example_key" };
const ALIAS = { alias: "example_alias" };
const tags = { example_key: "example_value" };

/** As MLflow 3's server sends them when a webhook is tried out (mlflow/webhooks/types.py). */
const TOLD = {
  "registered_model.created": { ...NAMED, tags, description: "An example registered model" },
  "model_version.created": {
    ...VERSION,
    source: "models:/123",
    run_id: "abcd1234abcd5678",
    tags,
    description: "An example model version",
  },
  "model_version_tag.set": { ...VERSION, ...TAG },
  "model_version_tag.deleted": { ...VERSION, ...KEY },
  "model_version_alias.created": { ...VERSION, ...ALIAS },
  "model_version_alias.deleted": { ...NAMED, ...ALIAS },
  "prompt.created": { ...PROMPT, tags, description: "An example prompt" },
  "prompt_version.created": {
    ...PROMPT_VERSION,
    template: "Hello {{name}}!",
    tags,
    description: "An example prompt version",
  },
  "prompt_tag.set": { ...PROMPT, ...TAG },
  "prompt_tag.deleted": { ...PROMPT, ...KEY },
  "prompt_version_tag.set": { ...PROMPT_VERSION, ...TAG },
  "prompt_version_tag.deleted": { ...PROMPT_VERSION, ...KEY },
  "prompt_alias.created": { ...PROMPT_VERSION, ...ALIAS },
  "prompt_alias.deleted": { ...PROMPT, ...ALIAS },
  "budget_policy.exceeded": {},
};

test("every event that MLflow knows can be tried out, with the example that its server sends", () => {
  const events = Object.entries(HAPPENINGS).flatMap(([entity, actions]) =>
    actions.map((action) => [entity as Entity, action] as const),
  );
  const told = events.map(([entity, action]) => {
    const example = exampleOf(entity, action);
    expect(example).toMatchObject({ entity, action });
    return [`${entity}.${action}`, example.data];
  });
  expect(Object.fromEntries(told)).toEqual(TOLD);
});

test("a delivery says when it happened, in MLflow's form", () => {
  const at = Date.UTC(2026, 2, 1, 9, 30);
  expect(JSON.parse(bodyOf({ entity: "prompt", action: "created", data: { a: 1 } }, at))).toEqual({
    entity: "prompt",
    action: "created",
    timestamp: "2026-03-01T09:30:00.000Z",
    data: { a: 1 },
  });
});
