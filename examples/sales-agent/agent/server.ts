import type { Server } from "node:http";
import { type LoadedVersion, watchModel } from "fettle/client";
import { createAgentServer } from "./http.ts";
import { type LoadedIntent, loadIntent } from "./model.ts";

const MODEL = "intent";

let serving: LoadedIntent | undefined;

/** Called with the first version, and again whenever the alias moves; conversations go on meanwhile. */
async function serve(version: LoadedVersion): Promise<void> {
  const next = await loadIntent(version);
  const from = serving === undefined ? "" : `, was @${serving.version}`;
  serving = next;
  console.log(`serving ${next.name}@${next.version} (${next.model.kind})${from}`);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
}

function portOf(text: string | undefined): number {
  const port = Number(text ?? "8080");
  if (Number.isInteger(port) && port >= 0 && port < 65536) return port;
  throw new Error(`PORT is ${text}: expected a number from 0 to 65535`);
}

async function main(): Promise<void> {
  const server = createAgentServer(() => serving);
  await listen(server, portOf(process.env["PORT"]));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  console.log(`Tally's sales agent listens at http://127.0.0.1:${port}`);
  await watchModel(MODEL, { alias: "champion", onChange: serve });
}

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(0));

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
