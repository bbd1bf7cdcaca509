import { type Environment, environment } from "#ground/environment";
import type { ServerClient } from "#ground/http";
import { type Known, redactKnown, redactText, secretValues } from "#ground/redaction";
import type { DialoguesApi } from "./api.ts";
import type { Report } from "./model.ts";

/** Lets the server keep a report, without secrets in it; sent again, it changes nothing. */
export async function sendReport(server: ServerClient, report: Report): Promise<void> {
  const body = withoutSecrets(report);
  await server.api<DialoguesApi>().post("/api/fettle/1/dialogues/reports", { body });
}

/**
 * A report without the secrets of this environment, which the agent inherits and may say, and without keys and passwords
 * by their form. What a conversation merely calls a password stays: it is the product's subject.
 */
export function withoutSecrets(report: Report, env: Environment = environment()): Report {
  const known = { values: secretValues(env) };
  const cases = report.cases.map((one) => ({
    ...one,
    turns: one.turns.map((turn) => inEach(turn, known)),
    after: one.after.map((check) => inEach(check, known)),
    ...(one.error === undefined ? {} : { error: redactText(one.error, known, "words") }),
  }));
  return { ...report, cases };
}

/** The same value with each text in it redacted; keys stay. */
function inEach<T>(value: T, known: Known): T {
  if (typeof value === "string") return redactKnown(value, known) as T;
  if (Array.isArray(value)) return value.map((one) => inEach(one, known)) as T;
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, inEach(one, known)]),
  ) as T;
}
