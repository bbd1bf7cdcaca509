import { appendFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Context, Result } from "#ground/cli";
import { environment } from "#ground/environment";
import { EXIT, fail, GROUND_ERRORS, isFettleError, toFettleError } from "#ground/errors";
import type { ServerClient } from "#ground/http";
import { createLog, type Log } from "#ground/log";
import { bytes as bytesText, count, duration } from "#ground/words";
import type { AppApi } from "./api.ts";
import { answeringServer, connectServer, deafServer, stopServer } from "./connect.ts";
import { portOwner } from "./port-owner.ts";
import { openServer, type RunningServer } from "./server.ts";
import { logPath, readToken } from "./server-file.ts";
import { showUpdate } from "./show-update.ts";

export type ServerFlags = {
  readonly host: string | undefined;
  readonly port: number | undefined;
  readonly "allow-host": readonly string[];
  readonly artifacts?: string | undefined;
  readonly "artifact-root"?: string | undefined;
  readonly "token-only"?: boolean;
  readonly background?: boolean;
};

const IDLE_MS = 600_000;
const IDLE_CHECK_MS = 15_000;
const PORT_MAX = 65_535;

/** `fettle server [status|stop|check|backup FOLDER]`. */
export async function serverCommand(
  { action, folder }: { readonly action: string | undefined; readonly folder: string | undefined },
  flags: ServerFlags,
  context: Context,
): Promise<Result> {
  const store = await storeOf(context);
  if (action === "backup" && folder !== undefined) return backupOf(store, folder, context);
  if (action === "backup" || folder !== undefined)
    throw wrong(
      action === "backup"
        ? "a backup needs a folder"
        : `${action} takes no folder; got ${JSON.stringify(folder)}`,
    );
  if (action === "check") return checkOf(store);
  if (action === "status") return statusOf(store, context);
  if (action === "stop") return stop(store);
  if (action !== undefined)
    throw wrong(
      `no action ${JSON.stringify(action)}; expected status, stop, check, backup or none`,
    );
  let server: RunningServer;
  try {
    server = await startServing(store, flags, context);
  } catch (error) {
    // Two commands started one at the same time: whoever waits for this one finds the other.
    if (flags.background === true && isFettleError(error) && error.code === "SERVER_TAKEN")
      return { data: { store }, exit: EXIT.nothing };
    throw error;
  }
  if (flags.background !== true) announce(server, context);
  const problem = await untilDone(server, flags.background === true, context);
  await server.stop();
  if (problem !== undefined) context.output.warn(problem);
  return { data: { url: server.url, stopped: true } };
}

function wrong(problem: string): Error {
  return fail(GROUND_ERRORS, "USAGE", { problem, command: "server" });
}

/** Opens the store with these flags; the log goes to the store's `server.log`. */
export async function startServing(
  store: string,
  flags: ServerFlags,
  context: Context,
): Promise<RunningServer> {
  if (flags.port !== undefined && (flags.port < 0 || flags.port > PORT_MAX))
    throw fail(GROUND_ERRORS, "USAGE", {
      problem: `--port is ${flags.port}; expected 0 to ${PORT_MAX}; 0 is any free one`,
      command: "server",
    });
  return openServer({
    store,
    host: flags.host ?? "127.0.0.1",
    ...(flags.port === undefined ? {} : { port: flags.port }),
    allowHosts: [...flags["allow-host"], ...(flags.host === undefined ? [] : [flags.host])],
    kept: flags,
    cwd: context.cwd,
    background: flags.background === true,
    clock: context.clock,
    log: storeLog(store, context),
    migrated: flags.background === true ? undefined : showUpdate(context.output),
    runtime: environment()["XDG_RUNTIME_DIR"],
    checkAnswers: environment()["FETTLE_CHECK_ANSWERS"] === "1",
  });
}

/** Tells a person where the server is, and how to use it from Python. */
export function announce(server: RunningServer, context: Context): void {
  const { output } = context;
  output.emit({ url: server.url, port: Number(new URL(server.url).port), pid: process.pid });
  if (server.passedOver !== undefined) {
    const owner = portOwner(server.passedOver);
    const by = owner === "" ? "" : ` by ${owner}`;
    const { port } = new URL(server.url);
    output.say(`Port ${server.passedOver} is in use${by}, so this is on port ${port}.`);
  }
  output.say(`Web UI   ${server.url}/#token=${server.token}`);
  output.say(`Python   mlflow.set_tracking_uri("${server.url}")`);
  if (server.askedFor !== undefined)
    output.say(
      `Token    MLFLOW_TRACKING_TOKEN is to be what ${server.askedFor} holds: nobody is let in without it, nor are you`,
    );
  output.say("Stop     Ctrl-C");
}

/** The store of the project, or the one that is named. */
export async function storeOf(context: Context): Promise<string> {
  const named = context.store ?? environment()["FETTLE_STORE"];
  if (named !== undefined && named !== "") return resolve(context.cwd, named);
  return (await context.project()).store;
}

function storeLog(store: string, context: Context): Log {
  return createLog(
    (line) => {
      try {
        appendFileSync(logPath(store), `${line}\n`, { mode: 0o600 });
      } catch {
        // A full disk must not take the server down for a line of its log.
      }
    },
    () => context.clock.now(),
  );
}

/** Waits until Ctrl-C, `fettle server stop`, ten idle minutes of one that runs in the background, or a problem, and says which. */
export function untilDone(
  server: RunningServer,
  background: boolean,
  context: Context,
): Promise<string | undefined> {
  return new Promise((done) => {
    const idle = setInterval(() => {
      if (background && context.clock.now() - server.lastActiveAt() > IDLE_MS) end();
    }, IDLE_CHECK_MS);
    const end = (problem?: string): void => {
      clearInterval(idle);
      done(problem);
    };
    void server.asked.then(end);
    if (context.signal.aborted) end();
    else context.signal.addEventListener("abort", () => end(), { once: true });
  });
}

async function statusOf(store: string, context: Context): Promise<Result> {
  const file = await answeringServer(store);
  if (file === undefined) {
    const deaf = await deafServer(store);
    if (deaf !== undefined) throw deaf;
    return {
      data: { running: false, store },
      text: `no server runs for ${store}\nfettle up starts one; commands start one by themselves`,
      exit: EXIT.no,
    };
  }
  const age = duration(context.clock.now() - file.startedAt);
  return {
    data: { running: true, store, ...file },
    text: [
      `Web UI   ${file.url}/#token=${readToken(store)}`,
      `Python   mlflow.set_tracking_uri("${file.url}")`,
      `process  ${file.pid}, Fettle ${file.version}, up ${age}${file.background ? ", leaves when idle" : ""}`,
      `store    ${store}`,
    ].join("\n"),
  };
}

async function stop(store: string): Promise<Result> {
  const file = await answeringServer(store);
  if (file === undefined) {
    const deaf = await deafServer(store);
    if (deaf !== undefined) throw deaf;
    return {
      data: { stopped: false, store },
      text: `no server runs for ${store}`,
      exit: EXIT.nothing,
    };
  }
  await stopServer(store, file);
  return {
    data: { stopped: true, store, pid: file.pid },
    text: `stopped the server at ${file.url}`,
  };
}

async function backupOf(store: string, folder: string, context: Context): Promise<Result> {
  const client = (await connectServer({ store })).api<AppApi>();
  const made = await client.post("/api/fettle/1/server/backup", {
    body: { folder: resolve(context.cwd, folder) },
  });
  const { files, linked, bytes, left, elsewhere } = made;
  const links =
    linked === 0
      ? ""
      : `; ${count(linked)} of them are links, so copy the folder to another disk to outlive this one`;
  return {
    data: made,
    text: [
      `${made.folder} holds all records and ${count(files)} files (${bytesText(bytes)})${links}`,
      ...left.map((path) => `not taken: ${path}, which is neither a file nor a folder`),
      ...elsewhere.map((path) => `not taken: what experiments keep in ${path}`),
      `fettle server --store ${/^[\w./-]+$/.test(folder) ? folder : JSON.stringify(folder)} serves it, here or where it is copied to`,
    ].join("\n"),
  };
}

async function checkOf(store: string): Promise<Result> {
  let client: ServerClient;
  try {
    client = await connectServer({ store });
  } catch (error) {
    return checkWithoutServer(store, error);
  }
  const found = await client.api<AppApi>().get("/api/fettle/1/server/check");
  const { damaged, pages, unknownPages, files, unknown } = found;
  const old = unknownPages === 0 ? "" : `, of which ${count(unknownPages)} had no sums until now`;
  const rest =
    unknown === 0 ? "" : `; ${count(unknown)} have no sums yet, and get them within the hour`;
  const whole = `all records are in order (${count(pages)} pages${old}), and ${count(files)} files are as they were stored${rest}`;
  return {
    data: found,
    text: damaged.length === 0 ? whole : linesOf(damaged),
    ...(damaged.length === 0 ? {} : { exit: EXIT.no }),
  };
}

function linesOf(damaged: readonly string[]): string {
  return [...damaged, `${count(damaged.length)} damaged; bring them back from a backup`].join("\n");
}

/** What is damaged of a store whose server can't start; the error of that where nothing is known to be. */
async function checkWithoutServer(store: string, error: unknown): Promise<Result> {
  const { checkStopped } = await import("./check-store.ts");
  const found = await checkStopped(store);
  if (found === undefined || found.length === 0) throw error;
  const damaged = [...found, `no server can serve it: ${toFettleError(error).message}`];
  const nothing = { pages: 0, unknownPages: 0, files: 0, unknown: 0 };
  return { data: { damaged, ...nothing }, text: linesOf(damaged), exit: EXIT.no };
}
