import type { ServerContext } from "#ground/server";
import { openTestServer, type TestServer } from "./open-store.ts";

// biome-ignore lint/suspicious/noExplicitAny: answers are compared whole
export type Sent = { readonly status: number; readonly body: any };

/** A server as MLflow's clients speak to it. */
export type MlflowWire = {
  readonly server: TestServer;
  /** Asks below `/api/2.0/mlflow/`, or at a path that begins with `/`; a text is sent as it is. */
  send(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Sent>;
  post(path: string, body?: unknown): Promise<Sent>;
  get(path: string): Promise<Sent>;
  /** The answer of a post that must succeed. */
  // biome-ignore lint/suspicious/noExplicitAny: answers are compared whole
  done(path: string, body?: unknown): Promise<any>;
  /** Makes a run in an experiment and gives its id. */
  run(experiment?: string): Promise<string>;
  /** Closes the server; throws where it logged an error, which would be a bug. */
  close(): Promise<void>;
};

/** Starts one with a store of its own. */
export async function openMlflow(
  options: Partial<Parameters<typeof openTestServer>[0]> & {
    readonly settings?: Partial<ServerContext["settings"]>;
  } = {},
): Promise<MlflowWire> {
  const server = await openTestServer({ slices: ["lineage", "artifacts", "runs"], ...options });
  const send: MlflowWire["send"] = async (method, path, body, headers = {}) => {
    const url = path.startsWith("/") ? path : `/api/2.0/mlflow/${path}`;
    const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
    const answer = await fetch(server.url + url, {
      method,
      headers: text === undefined ? headers : { "content-type": "application/json", ...headers },
      ...(text === undefined ? {} : { body: text }),
    });
    return { status: answer.status, body: await answer.json() };
  };
  const post: MlflowWire["post"] = (path, body = {}) => send("POST", path, body);
  const done: MlflowWire["done"] = async (path, body) => {
    const { status, body: answered } = await post(path, body);
    if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(answered)}`);
    return answered;
  };
  return {
    server,
    send,
    post,
    done,
    get: (path) => send("GET", path),
    async run(experiment = "0") {
      const made = await done("runs/create", { experiment_id: experiment, start_time: 1000 });
      return made.run.info.run_id;
    },
    async close() {
      await server.close();
      const errors = server.logLines.filter((line) => line.includes('"level":"error"'));
      if (errors.length > 0) throw new Error(errors.join("\n"));
    },
  };
}
