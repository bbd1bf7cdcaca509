import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Stands for a server of MLflow's, of which only what it says on the wire matters. */
export type ForeignMlflow = {
  readonly url: string;
  /**
   * What it answers, a number being a status alone: by the path below `/api/2.0/mlflow/`, or by that and what is asked
   * there (`runs/search {"max_results":10}`). Anything else is 404.
   */
  readonly answers: Record<string, unknown>;
  /** What it was asked, in order, with the method before. */
  readonly asked: readonly string[];
  /** The headers `authorization` that came. */
  readonly secrets: ReadonlySet<string | undefined>;
  close(): Promise<void>;
};

/** Opens one that holds an experiment `1` of the name `intents`, and nothing else. */
export async function openForeignMlflow(): Promise<ForeignMlflow> {
  const asked: string[] = [];
  const secrets = new Set<string | undefined>();
  const answers: Record<string, unknown> = {
    "experiments/search": { experiments: [{ experiment_id: "1", name: "intents" }] },
    "runs/search": {},
    "logged-models/search": {},
    "registered-models/search": {},
    "model-versions/search": {},
  };
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const [path = "", query = ""] = String(request.url).split("?");
    const said = body || JSON.stringify(Object.fromEntries(new URLSearchParams(query)));
    const place = path.replace("/api/2.0/mlflow/", "");
    asked.push(`${request.method} ${place} ${said}`);
    secrets.add(request.headers.authorization);
    const found = answers[`${place} ${said}`] ?? answers[place];
    if (found === undefined) response.writeHead(404).end("x".repeat(400));
    else if (typeof found === "number") response.writeHead(found, { location: "/" }).end();
    else response.end(typeof found === "string" ? found : JSON.stringify(found));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answers,
    asked,
    secrets,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
