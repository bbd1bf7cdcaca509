import type { ModelDetail } from "../../src/models/model.ts";
import { type AskMlflow, askMlflow } from "./ask-mlflow.ts";
import type { TestServer } from "./open-store.ts";

// biome-ignore lint/suspicious/noExplicitAny: what is on the wire
type Wire = any;

/** MLflow's registry API with a test's server, and what its tests do all the time. */
export type AskRegistry = AskMlflow & {
  create(name: string, more?: object): Promise<Wire>;
  get(name: string): Promise<Wire>;
  addVersion(name: string, more?: object): Promise<Wire>;
  getVersion(name: string, version: string): Promise<Wire>;
  /** The model by Fettle's own API. */
  detail(name: string): Promise<ModelDetail>;
};

export function askRegistry(server: TestServer): AskRegistry {
  const asked = askMlflow(server);
  const { ok } = asked;
  const source = "s3://bucket/model";
  return {
    ...asked,
    create: (name, more = {}) => ok("POST", "registered-models/create", { name, ...more }),
    get: async (name) => (await ok("GET", "registered-models/get", { name })).registered_model,
    addVersion: async (name, more = {}) =>
      (await ok("POST", "model-versions/create", { name, source, ...more })).model_version,
    getVersion: async (name, version) =>
      (await ok("GET", "model-versions/get", { name, version })).model_version,
    detail: (name) => server.client.get(`/api/fettle/1/models/${encodeURIComponent(name)}`),
  };
}
