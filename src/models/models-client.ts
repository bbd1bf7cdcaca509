import type { Clock } from "#ground/clock";
import type { ServerClient } from "#ground/http";
import type { ModelVersion } from "./model.ts";

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
