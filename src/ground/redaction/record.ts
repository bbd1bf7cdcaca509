import { redactCommand } from "./command.ts";
import { redactPatch } from "./patch.ts";
import { HIDDEN } from "./spans.ts";
import { type Known, redactText } from "./text.ts";
import { redactVariable } from "./variable.ts";

type Variables = Readonly<Record<string, string>>;
type Environment = { readonly variables: Variables };
type Patch = { readonly text: string; readonly redacted: boolean };
/** What is recorded of a command that starts, as far as secrets may stand in it. */
type Recorded = {
  readonly command: readonly string[];
  readonly params?: Variables | undefined;
  readonly tags?: Variables | undefined;
  readonly environment?: Environment | undefined;
  readonly patch?: Patch | undefined;
};

/**
 * What is recorded of a command that starts, without its secrets: command, parameters, tags, variables and the changes not
 * committed. Done where it is launched, which knows the values of its environment, and again in the server, for clients
 * that are not Fettle's own; the second time changes nothing.
 */
export function redactRecord<Body extends Recorded>(body: Body, known: Known = {}): Body {
  const { params, tags, environment, patch } = body;
  return {
    ...body,
    command: [...redactCommand(body.command, known)],
    ...(params === undefined ? {} : { params: variables(params, known) }),
    ...(tags === undefined ? {} : { tags: variables(tags, known) }),
    ...(environment === undefined ? {} : { environment: redacted(environment, known) }),
    ...(patch === undefined ? {} : { patch: redacted(patch, known) }),
  };
}

/** An environment or a patch that was recorded as JSON, without its secrets; other texts stay. */
export function redactRecordedText(body: string): string {
  const found = JSON.parse(body) as Environment | Patch;
  return JSON.stringify(redacted(found, {}));
}

/** What MLflow's clients tell by themselves of a run's source: a remote's address may hold a token. */
const TOLD_BY_CLIENT = /^(mlflow\.(source|git|project)\.|fettle\.command$)/;

/** The value of a tag as it is kept. What a person sets is hers, and stays. */
export function redactTag(key: string, value: string): string {
  return TOLD_BY_CLIENT.test(key) ? redactText(value, {}, "words") : value;
}

function redacted<Of extends Environment | Patch>(found: Of, known: Known): Of {
  if ("variables" in found) return { ...found, variables: variables(found.variables, known) };
  const text = redactPatch(found.text, known);
  const isTaken = text !== found.text && text.includes(HIDDEN);
  return { ...found, text, redacted: found.redacted || isTaken };
}

function variables(given: Variables, known: Known): Record<string, string> {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, redactVariable(name, value, known)]),
  );
}
