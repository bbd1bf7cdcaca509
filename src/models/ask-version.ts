import type { ServerClient } from "#ground/http";
import type { ModelsApi } from "./api.ts";
import type { ModelDetail, ModelRef, ModelVersion } from "./model.ts";

/** Asks the server for a model with its versions; MODELS_UNKNOWN without one. */
export function askModel(server: ServerClient, name: string): Promise<ModelDetail> {
  return server.api<ModelsApi>().get("/api/fettle/1/models/:name", { params: { name } });
}

/** Asks the server for the version that a number or an alias names; MODELS_ALIAS_UNKNOWN, MODELS_VERSION_UNKNOWN. */
export function askVersion(server: ServerClient, ref: ModelRef): Promise<ModelVersion> {
  const models = server.api<ModelsApi>();
  const { name, version, alias = "" } = ref;
  return version === undefined
    ? models.get("/api/fettle/1/models/:name/aliases/:alias", { params: { name, alias } })
    : models.get("/api/fettle/1/models/:name/versions/:version", { params: { name, version } });
}
