import type { Context, Result } from "#ground/cli";
import { fail, GROUND_ERRORS } from "#ground/errors";
import { createClient } from "#ground/http";
import { answeringServer } from "./connect.ts";
import {
  announce,
  type ServerFlags,
  serverCommand,
  startServing,
  storeOf,
  untilDone,
} from "./server-command.ts";
import { readToken } from "./server-file.ts";

/** `fettle up`: everything the project needs, until Ctrl-C. A server that runs already is joined and kept from leaving. */
export async function upCommand(flags: ServerFlags, context: Context): Promise<Result> {
  const project = await context.project();
  const store = await storeOf(context);
  const running = await answeringServer(store);
  context.output.say(`Project  ${project.name}`);
  if (running === undefined) {
    const server = await startServing(store, flags, context);
    announce(server, context);
    const problem = await untilDone(server, false, context);
    await server.stop();
    if (problem !== undefined) context.output.warn(problem);
    return { data: { url: server.url, joined: false } };
  }
  const changes =
    flags.artifacts !== undefined ||
    flags["artifact-root"] !== undefined ||
    flags["token-only"] === true;
  if (changes || (flags.port !== undefined && String(flags.port) !== new URL(running.url).port))
    throw fail(GROUND_ERRORS, "SERVER_TAKEN", { store, pid: running.pid, url: running.url });
  const token = readToken(store);
  context.output.say(`Web UI   ${running.url}/#token=${token}`);
  context.output.say(
    "Stop     Ctrl-C (the server was running before, and goes on until it is idle)",
  );
  const client = createClient({ url: running.url, socket: running.socket, token });
  await client.events(["server"], () => {}, context.signal);
  if (!context.signal.aborted)
    return serverCommand({ action: undefined, folder: undefined }, flags, context);
  return { data: { url: running.url, joined: true } };
}
