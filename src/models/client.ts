// What `fettle/client` offers of models. Loaded in a user's product: Node's own modules only, nothing heavy.

import { patiently } from "#ground/http";
import { newId } from "#ground/id";
import type { ModelsApi } from "./api.ts";
import { askVersion } from "./ask-version.ts";
import type { ModelVersion } from "./model.ts";
import type { LoadedVersion, ModelsClient, ModelsClientOptions } from "./models-client.ts";
import { watchModel } from "./watching/index.ts";

export type { ModelVersion } from "./model.ts";
export type { LoadedVersion, ModelsClient, WatchOptions } from "./models-client.ts";

/** The models of a server, for one process. */
export function createModelsClient(world: ModelsClientOptions): ModelsClient {
  const { client } = world;
  const readNow: ModelsClient["readModel"] = async (name, which) =>
    loaded(await askVersion(client, { name, ...which }), world);
  const readModel: ModelsClient["readModel"] = (name, which) =>
    patiently(() => readNow(name, which), world);
  return {
    readModel,
    registerModel(name, options) {
      const body = {
        requestId: newId(),
        project: world.project,
        ...options,
      };
      return patiently(
        () =>
          client
            .api<ModelsApi>()
            .post("/api/fettle/1/models/:name/versions", { params: { name }, body }),
        world,
      );
    },
    watchModel: (name, options) => watchModel({ ...world, readModel, readNow }, name, options),
  };
}

function loaded(found: ModelVersion, world: ModelsClientOptions): LoadedVersion {
  const folder = `/api/fettle/1/models/${encodeURIComponent(found.name)}/versions/${found.version}/artifact`;
  return {
    name: found.name,
    version: found.version,
    runId: found.runId,
    file(path) {
      const inside = path.split("/").map(encodeURIComponent).join("/");
      return patiently(() => world.client.download(`${folder}/${inside}`), world);
    },
  };
}
