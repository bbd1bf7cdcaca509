import type { ServerClient } from "#ground/http";
import type { ModelDetail, ModelRef, ModelVersion } from "./model.ts";

/** Asks the server for a model with its versions; MODELS_UNKNOWN without one. */
export function askModel(server: ServerClient, name: string): Promise<ModelDetail> {
  return server.get(pathOf(name));
}

/** Asks the server for the version that a number or an alias names; MODELS_ALIAS_UNKNOWN, MODELS_VERSION_UNKNOWN. */
export function askVersion(server: ServerClient, ref: ModelRef): Promise<ModelVersion> {
  return ref.version === undefined
    ? server.get(`${pathOf(ref.name)}/aliases/${encodeURIComponent(ref.alias ?? "")}`)
    : server.get(`${pathOf(ref.name)}/versions/${ref.version}`);
}

function pathOf(name: string): string {
  return `/api/fettle/1/models/${encodeURIComponent(name)}`;
}
