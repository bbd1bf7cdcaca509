import {
  HIDDEN,
  type Known,
  redactCommand,
  redactPatch,
  redactText,
  redactVariable,
} from "#ground/redaction";
import type { StartRunBody } from "./api.ts";
import type { RecordedKind, RunEnvironment, RunPatch } from "./environment/index.ts";

/**
 * What is recorded of a run that starts, without its secrets: command, parameters, tags, variables and the changes not
 * committed. Done where a command is launched, which knows the values of its environment, and again in the server, for
 * clients that are not Fettle's own; the second time changes nothing.
 */
export function withoutSecrets<Body extends Omit<StartRunBody, "startedAt">>(
  body: Body,
  known: Known = {},
): Body {
  const { params, tags, environment, patch } = body;
  return {
    ...body,
    command: [...redactCommand(body.command, known)],
    ...(params === undefined ? {} : { params: variables(params, known) }),
    ...(tags === undefined ? {} : { tags: variables(tags, known) }),
    ...(environment === undefined
      ? {}
      : { environment: environmentWithoutSecrets(environment, known) }),
    ...(patch === undefined ? {} : { patch: patchWithoutSecrets(patch, known) }),
  };
}

function environmentWithoutSecrets(found: RunEnvironment, known: Known = {}): RunEnvironment {
  return { ...found, variables: variables(found.variables, known) };
}

function patchWithoutSecrets(found: RunPatch, known: Known = {}): RunPatch {
  const text = redactPatch(found.text, known);
  return {
    ...found,
    text,
    redacted: found.redacted || (text !== found.text && text.includes(HIDDEN)),
  };
}

/** A recorded text of an import, as its kind has it. */
export function textWithoutSecrets(kind: RecordedKind, body: string): string {
  const found: unknown = JSON.parse(body);
  return JSON.stringify(
    kind === "patch"
      ? patchWithoutSecrets(found as RunPatch)
      : environmentWithoutSecrets(found as RunEnvironment),
  );
}

/** What MLflow's clients tell by themselves of a run's source: a remote's address may hold a token. */
const TOLD_BY_CLIENT = /^(mlflow\.(source|git|project)\.|fettle\.command$)/;

/** The value of a tag as it is kept. What a person sets is hers, and stays. */
export function tagWithoutSecrets(key: string, value: string): string {
  return TOLD_BY_CLIENT.test(key) ? redactText(value, {}, "words") : value;
}

function variables(given: Readonly<Record<string, string>>, known: Known): Record<string, string> {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, redactVariable(name, value, known)]),
  );
}
