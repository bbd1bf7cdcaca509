import { createHash } from "node:crypto";
import { fail } from "#ground/errors";
import { MLFLOW_ERRORS } from "./errors.ts";
import { invalid } from "./invalid.ts";

/** What a token is bound to: how a message names it, and what was asked. */
export type Bound = readonly (readonly [name: string, asked: unknown])[];

/** An opaque token for the row at which the next page of this very question begins. */
export function boundToken(offset: number, bound: Bound): string {
  const parts = [String(offset), ...bound.map(([, asked]) => digest(asked))];
  return Buffer.from(JSON.stringify(parts)).toString("base64url");
}

/** The row of a token; 0 without one. A token of another question, or of another server, is refused. */
export function readBoundToken(token: string | undefined, bound: Bound): number {
  if (token === undefined) return 0;
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(token, "base64url").toString("utf8"));
  } catch {
    parts = undefined;
  }
  const list = Array.isArray(parts) && parts.length === bound.length + 1 ? parts : [];
  const offset = typeof list[0] === "string" && /^\d{1,15}$/.test(list[0]) ? Number(list[0]) : -1;
  if (offset < 0)
    throw invalid(token, "page_token", "Invalid page token: it is not one that this server gave");
  for (const [i, [name, asked]] of bound.entries())
    if (list[i + 1] !== digest(asked))
      throw fail(MLFLOW_ERRORS, "VALUE_INVALID", {
        problem: `${name} in the page token does not match the requested ${name.toLowerCase()}.`,
      });
  return offset;
}

function digest(asked: unknown): string {
  return createHash("sha256").update(JSON.stringify(asked)).digest("base64url").slice(0, 16);
}
