import { createHmac } from "node:crypto";

/**
 * The headers that let a receiver tell that a delivery is ours and new: an id that stays the same when it is sent
 * again, the time in seconds, and with a secret `v1,` and the base64 of HMAC-SHA256 over `id.time.body`.
 * The form is MLflow's, after the Standard Webhooks convention.
 */
export function signedHeaders(options: {
  readonly id: string;
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
  readonly body: string;
  readonly secret: string | null;
}): Record<string, string> {
  const time = String(Math.floor(options.at / 1000));
  const headers: Record<string, string> = {
    "X-MLflow-Delivery-Id": options.id,
    "X-MLflow-Timestamp": time,
  };
  if (options.secret !== null && options.secret !== "") {
    const text = `${options.id}.${time}.${options.body}`;
    const digest = createHmac("sha256", options.secret).update(text).digest("base64");
    headers["X-MLflow-Signature"] = `v1,${digest}`;
  }
  return headers;
}
