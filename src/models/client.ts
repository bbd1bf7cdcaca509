// What `fettle/client` offers of models. Loaded in a user's product: Node's own modules only, nothing heavy.
import { randomUUID } from "node:crypto";
import type { Clock } from "#ground/clock";
import { patiently, type ServerClient } from "#ground/http";
import type { ModelVersion } from "./model.ts";
import { watchModel } from "./watch-model.ts";

export type { ModelVersion } from "./model.ts";

/** What app tells of the process that uses models. */
export type ModelsClientOptions = {
  readonly client: ServerClient;
  readonly clock: Clock;
  /** The project around the current folder. */
  readonly project: string;
  /** How long a request is tried again while the server is away. */
  readonly patienceMs: number;
  /** The value of an environment variable. */
  pinned(variable: string): string | undefined;
  warn(error: Error): void;
};

/** A version of a model whose files can be read. */
export type LoadedVersion = {
  readonly name: string;
  readonly version: number;
  readonly runId: string | null;
  /** A file below the version's folder, for instance `model.json`. */
  file(path: string): Promise<Uint8Array>;
};

export type WatchOptions = {
  /** Default `champion`. */
  readonly alias?: string;
  /** Called with one version at a time; where it throws, the version before stays and it is tried again. */
  onChange(version: LoadedVersion): Promise<void> | void;
  /** Ends the watch. */
  readonly signal?: AbortSignal;
};

export type ModelsClient = {
  registerModel(
    name: string,
    options: { runId: string; artifactPath?: string; description?: string },
  ): Promise<ModelVersion>;
  readModel(name: string, which: { alias: string } | { version: number }): Promise<LoadedVersion>;
  watchModel(name: string, options: WatchOptions): Promise<{ stop(): void }>;
};

/** The models of a server, for one process. */
export function createModelsClient(world: ModelsClientOptions): ModelsClient {
  const { client } = world;
  const readNow: ModelsClient["readModel"] = async (name, which) => {
    const path =
      "alias" in which ? `aliases/${encodeURIComponent(which.alias)}` : `versions/${which.version}`;
    return loaded(await client.get<ModelVersion>(`${modelPath(name)}/${path}`), world);
  };
  const readModel: ModelsClient["readModel"] = (name, which) =>
    patiently(() => readNow(name, which), world);
  return {
    readModel,
    registerModel(name, options) {
      const body = {
        requestId: randomUUID().replaceAll("-", ""),
        project: world.project,
        ...options,
      };
      return patiently(() => client.post(`${modelPath(name)}/versions`, body), world);
    },
    watchModel: (name, options) => watchModel({ ...world, readModel, readNow }, name, options),
  };
}

function loaded(found: ModelVersion, world: ModelsClientOptions): LoadedVersion {
  const folder = `${modelPath(found.name)}/versions/${found.version}/artifact`;
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

function modelPath(name: string): string {
  return `/api/fettle/1/models/${encodeURIComponent(name)}`;
}
