import { randomUUID } from "node:crypto";

/** 32 hex digits, as MLflow's ids; made by the client, so that a request sent twice creates once. */
export function newId(): string {
  return randomUUID().replaceAll("-", "");
}
