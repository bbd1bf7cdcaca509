import type { Facts, FettleError } from "#ground/errors";
import { type Answer, answer } from "#ground/http";

/** Error codes of ours to MLflow's, where need be with the message in MLflow's words. */
export type ErrorCodes = Readonly<Record<string, string | ErrorWords>>;

export type ErrorWords = {
  readonly code?: string;
  message(facts: Facts): string;
};

/** MLflow's word for ours, where the status alone doesn't tell; its client knows no others. */
const CODES: Readonly<Record<string, string>> = {
  ENDPOINT_UNKNOWN: "ENDPOINT_NOT_FOUND",
};

const BY_STATUS: Readonly<Record<number, string>> = {
  400: "INVALID_PARAMETER_VALUE",
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  404: "RESOURCE_DOES_NOT_EXIST",
  409: "RESOURCE_CONFLICT",
  413: "INVALID_PARAMETER_VALUE",
  429: "REQUEST_LIMIT_EXCEEDED",
  503: "TEMPORARILY_UNAVAILABLE",
  507: "RESOURCE_EXHAUSTED",
};

/**
 * An error as MLflow's client reads it; `codes` are those of a higher slice. A 503 says when to come back: the client's
 * own wait doubles up to minutes.
 */
export function mlflowError(error: FettleError, codes: ErrorCodes = {}): Answer {
  const words = codes[error.code];
  const own = typeof words === "string" ? words : words?.code;
  const message = typeof words === "object" ? words.message(error.facts) : error.message;
  const code = own ?? CODES[error.code] ?? BY_STATUS[error.status] ?? "INTERNAL_ERROR";
  const retry: Record<string, string> = error.status === 503 ? { "retry-after": "1" } : {};
  return answer({
    status: error.status,
    headers: { "content-type": "application/json", ...retry },
    body: JSON.stringify({ error_code: code, message }),
  });
}
