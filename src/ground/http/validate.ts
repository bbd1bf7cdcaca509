import type { ZodType, z } from "zod";
import { fail, GROUND_ERRORS } from "#ground/errors";
import { plainProblem } from "#ground/words";

/** Checks a part of a request by its schema; REQUEST_INVALID names the field, what it is and what was expected. */
export function validate(
  schema: ZodType | undefined,
  value: unknown,
  where: "path" | "query" | "body",
): unknown {
  if (schema === undefined) return value;
  const input = value instanceof URLSearchParams ? firstValues(value) : (value ?? {});
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field =
    issue === undefined || issue.path.length === 0 ? where : `${where} ${issue.path.join(".")}`;
  throw fail(GROUND_ERRORS, "REQUEST_INVALID", {
    problem: `${field}: ${plainProblem(issue?.message ?? "does not fit")}${given(input, issue)}`,
  });
}

/** The value, where the message says only what was expected. */
function given(input: unknown, issue: z.core.$ZodIssue | undefined): string {
  if (issue === undefined || !issue.message.startsWith("expected")) return "";
  let value = input;
  for (const key of issue.path) value = (value as Record<PropertyKey, unknown> | undefined)?.[key];
  return typeof value === "string" ? `; got ${JSON.stringify(value.slice(0, 100))}` : "";
}

/** A query as an object; a key given more than once becomes a list. */
function firstValues(query: URLSearchParams): Record<string, string | string[]> {
  const values: Record<string, string | string[]> = {};
  for (const key of new Set(query.keys())) {
    const all = query.getAll(key);
    values[key] = all.length === 1 ? (all[0] as string) : all;
  }
  return values;
}
