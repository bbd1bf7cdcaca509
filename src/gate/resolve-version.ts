import { fail } from "#ground/errors";
import type { ServerClient } from "#ground/http";
import { type ModelDetail, type ModelVersion, parseModelRef } from "#models";
import { ERRORS } from "./errors.ts";

/** The version that `intent@3`, `intent@baseline` or `intent` (the newest) names. */
export async function resolveVersion(
  typed: string,
  server: ServerClient,
): Promise<{ name: string; version: number }> {
  const ref = parseModelRef(typed);
  if (ref === undefined) throw fail(ERRORS, "GATE_REF_INVALID", { typed });
  const path = `/api/fettle/1/models/${encodeURIComponent(ref.name)}`;
  if (ref.version !== undefined) return server.get<ModelVersion>(`${path}/versions/${ref.version}`);
  if (ref.alias !== undefined)
    return server.get<ModelVersion>(`${path}/aliases/${encodeURIComponent(ref.alias)}`);
  const { versions } = await server.get<ModelDetail>(path);
  const newest = Math.max(0, ...versions.map((one) => one.version));
  if (newest === 0) throw fail(ERRORS, "GATE_NO_VERSION", { model: ref.name });
  return { name: ref.name, version: newest };
}
