import { fail } from "#ground/errors";
import type { ServerClient } from "#ground/http";
import { askModel, askVersion, parseModelRef } from "#models";
import { ERRORS } from "./errors.ts";

/** The version that `intent@3`, `intent@baseline` or `intent` (the newest) names. */
export async function resolveVersion(
  typed: string,
  server: ServerClient,
): Promise<{ name: string; version: number }> {
  const ref = parseModelRef(typed);
  if (ref === undefined) throw fail(ERRORS, "GATE_REF_INVALID", { typed });
  if (ref.version !== undefined || ref.alias !== undefined) return askVersion(server, ref);
  const { versions } = await askModel(server, ref.name);
  const newest = Math.max(0, ...versions.map((one) => one.version));
  if (newest === 0) throw fail(ERRORS, "GATE_NO_VERSION", { model: ref.name });
  return { name: ref.name, version: newest };
}
