import type { FettleError } from "#ground/errors";
import { Answer } from "./answer.ts";

/** An error in Fettle's own form; `formerCodes` as in `ListenerOptions`. */
export function errorAnswer(
  error: FettleError,
  formerCodes: ReadonlyMap<string, string> | undefined,
): Answer {
  const body = {
    error_code: error.code,
    formerCode: formerCodes?.get(error.code),
    message: error.message,
    hint: error.hint,
    exit: error.exit,
    facts: error.facts,
  };
  const retry: Record<string, string> = error.status === 503 ? { "retry-after": "1" } : {};
  return new Answer(
    error.status,
    { "content-type": "application/json; charset=utf-8", ...retry },
    JSON.stringify(body),
  );
}
