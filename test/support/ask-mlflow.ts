import { expect } from "vitest";
import type { TestServer } from "./open-store.ts";

type Answered = {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what is on the wire
  readonly body: any;
};

/** MLflow's API as its clients speak it: queries for GET, JSON for the rest. */
export type AskMlflow = {
  ask(method: string, path: string, values?: object): Promise<Answered>;
  /** The body of an answer that must be 200. */
  // biome-ignore lint/suspicious/noExplicitAny: what is on the wire
  ok(method: string, path: string, values?: object): Promise<any>;
  /** Status, error code and message of a refusal. */
  refused(method: string, path: string, values?: object): Promise<[number, string, string]>;
};

/** Speaks MLflow's API with a test's server; paths are below `/api/2.0/mlflow/`. */
export function askMlflow(server: TestServer): AskMlflow {
  const ask: AskMlflow["ask"] = async (method, path, values = {}) => {
    const query = new URLSearchParams();
    if (method === "GET")
      for (const [key, value] of Object.entries(values))
        for (const one of Array.isArray(value) ? value : [value]) query.append(key, String(one));
    const response = await fetch(`${server.url}/api/2.0/mlflow/${path}?${query}`, {
      method,
      headers: { "content-type": "application/json", authorization: `Bearer ${server.token}` },
      ...(method === "GET" ? {} : { body: JSON.stringify(values) }),
    });
    return { status: response.status, body: await response.json() };
  };
  return {
    ask,
    async ok(method, path, values) {
      const { status, body } = await ask(method, path, values);
      expect([path, status, body]).toEqual([path, 200, body]);
      return body;
    },
    async refused(method, path, values) {
      const { status, body } = await ask(method, path, values);
      return [status, body.error_code ?? "", body.message ?? ""];
    },
  };
}
