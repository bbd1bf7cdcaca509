import { closeSync, fstatSync, openSync, readFileSync } from "node:fs";
import type { Output } from "#ground/cli";
import { systemClock } from "#ground/clock";
import { environment } from "#ground/environment";
import { EXIT, FettleError, fail, GROUND_ERRORS } from "#ground/errors";
import { createClient, http, type ServerAddress, type ServerClient } from "#ground/http";
import { databaseFile } from "#ground/store";
import type { AppApi } from "./api.ts";
import { ERRORS } from "./errors.ts";
import { ownProgram, packageVersion } from "./home.ts";
import { oneStarter } from "./one-starter.ts";
import {
  logPath,
  makeStore,
  readServerFile,
  readToken,
  type ServerFile,
  serverFromBeforeMove,
} from "./server-file.ts";
import { showUpdate } from "./show-update.ts";
import { teamToken } from "./team-token.ts";

export type Place = {
  /** The store's folder; absolute. */
  readonly store: string;
  /** A team's server, which is never started from here. */
  readonly url?: string;
};

const START_WITHIN_MS = 15_000;
/** Where another command is starting one; so long may many of them take on a machine that is busy with them. */
const START_MAX_MS = 60_000;
const END_WITHIN_MS = 5000;
const POLL_MS = 15;
const HELD_MS = 200;
const HELD =
  "another server holds the store and does not answer, or another program has its database open";
/** A server that has not answered by then may be updating its store. */
const UPDATE_MS = 1000;

/** A client of the store's server. One is started in the background if none answers, also when it dies later on. */
export async function connectServer(place: Place, output?: Output): Promise<ServerClient> {
  if (place.url !== undefined) {
    const token = teamToken(place.url, environment());
    return createClient({ url: place.url, ...(token === undefined ? {} : { token }) });
  }
  const running = readServerFile(place.store);
  const revive = (): Promise<ServerAddress> => startServer(place.store, output);
  if (running === undefined) return createClient(await revive(), revive);
  if (running.background && running.version !== packageVersion()) {
    await stopServer(place.store, running);
    return createClient(await revive(), revive);
  }
  return createClient(addressOf(place.store, running), revive);
}

/**
 * Starts a server that leaves when idle, and waits until it answers; whoever else started one wins. One that updates the
 * store is waited for as long as that takes.
 */
export async function startServer(store: string, output?: Output): Promise<ServerAddress> {
  makeStore(store);
  const moved = serverFromBeforeMove(store);
  if (moved !== undefined && (await answers(moved.socket))) await stopServer(store, moved);
  const logFile = logPath(store);
  let child: { exited(): number | undefined; words(): string } | undefined;
  const show = output === undefined ? undefined : showUpdate(output);
  const starter = oneStarter(store);
  // By a watch that nobody sets.
  const began = performance.now();
  for (let until = began + START_WITHIN_MS; performance.now() < until; ) {
    const found = await answeringServer(store);
    if (found !== undefined) {
      show?.(1, 1);
      starter.done();
      return addressOf(store, found);
    }
    const update = performance.now() - began > UPDATE_MS ? await updateOf(store) : undefined;
    if (update !== undefined) {
      until = performance.now() + START_WITHIN_MS;
      show?.(update.done, update.total);
    }
    const exited = child?.exited();
    // Another command is at it, and each of many that wait for it is to have as long as that one.
    const isMine = starter.isMine();
    if (!isMine && update === undefined) {
      if (performance.now() - began > START_MAX_MS) break;
      until = performance.now() + START_WITHIN_MS;
    } else if (isMine && child === undefined) child = spawnServer(store, logFile);
    // The store is held: by one that answers soon, or by one that is leaving, and then it is our turn again.
    else if (exited === EXIT.nothing) {
      child = undefined;
      await systemClock.sleep(HELD_MS);
    } else if (exited !== undefined) break;
    await systemClock.sleep(POLL_MS);
  }
  show?.(1, 1);
  starter.done();
  const words = child?.words() || HELD;
  throw whyNotStarted(words) ?? (await deafServer(store)) ?? unstarted(store, logFile, words);
}

/** Loaded late: most servers answer at once, and a command needs no database. */
async function updateOf(store: string): Promise<{ done: number; total: number } | undefined> {
  const { migrationUnderWay } = await import("#ground/database");
  return migrationUnderWay(databaseFile(store));
}

function spawnServer(
  store: string,
  logFile: string,
): { exited(): number | undefined; words(): string } {
  const log = openSync(logFile, "a", 0o600);
  const logged = fstatSync(log).size;
  const { spawn } = process.getBuiltinModule("node:child_process");
  const [program, ...words] = ownProgram();
  const child = spawn(program, [...words, "server", "--store", store, "--background", "--json"], {
    cwd: store,
    detached: true,
    stdio: ["ignore", "ignore", log],
  });
  closeSync(log);
  child.unref();
  let exited: number | undefined;
  child.on("exit", (code) => {
    exited = code ?? 1;
  });
  return {
    exited: () => exited,
    words: () => readFileSync(logFile).subarray(logged).toString("utf8").trim(),
  };
}

/** The error that a server ended with, as it wrote it into its log, with the code and the words it had there. */
function whyNotStarted(words: string): FettleError | undefined {
  for (const line of words.split("\n").reverse()) {
    try {
      const { error } = JSON.parse(line) as {
        error?: ConstructorParameters<typeof FettleError>[0];
      };
      if (typeof error?.code === "string" && typeof error.exit === "number")
        return new FettleError({ ...error, status: 503 });
    } catch {
      // A line of something else, such as a warning of Node's.
    }
  }
  return undefined;
}

function unstarted(store: string, logFile: string, words: string): FettleError {
  const said = words === "" ? "it said nothing" : words.split("\n").slice(-3).join(" ").slice(-600);
  return fail(GROUND_ERRORS, "SERVER_UNREACHABLE", {
    address: store,
    reason: `it could not be started; the end of ${logFile}: ${said}`,
  });
}

/** The server that `server.json` names, if it answers on its socket. */
export async function answeringServer(store: string): Promise<ServerFile | undefined> {
  const file = readServerFile(store);
  if (file === undefined || !(await answers(file.socket))) return undefined;
  // One that has just begun answers before it says where: what was read may be of the one that died before it, whose
  // port may be another store's by now.
  return readServerFile(store)?.pid === file.pid ? file : undefined;
}

/**
 * The server that holds a store and does not answer, as after Ctrl-Z: SERVER_DEAF, to be thrown. Its number alone says
 * nothing, since it may be another program's by now: the lock does.
 */
export async function deafServer(store: string): Promise<FettleError | undefined> {
  const file = readServerFile(store);
  if (file === undefined || !isAlive(file.pid)) return undefined;
  const { lockStore } = await import("./store-lock.ts");
  const lock = lockStore(store);
  lock?.release();
  return lock === undefined ? fail(ERRORS, "SERVER_DEAF", { store, pid: file.pid }) : undefined;
}

/** Asks a server to end, and waits until it has ended: one that only no longer answers may hold its store still. */
export async function stopServer(store: string, file: ServerFile): Promise<void> {
  const client = createClient(addressOf(store, file)).api<AppApi>();
  await client.post("/api/fettle/1/server/stop").catch(() => undefined);
  let deafAt: number | undefined;
  for (const until = performance.now() + START_WITHIN_MS; performance.now() < until; ) {
    if (!isAlive(file.pid)) return;
    if (deafAt === undefined && !(await answers(file.socket))) deafAt = performance.now();
    // Its number may be another program's by now.
    if (deafAt !== undefined && performance.now() - deafAt > END_WITHIN_MS) return;
    await systemClock.sleep(POLL_MS);
  }
}

function addressOf(store: string, file: ServerFile): ServerAddress {
  return { url: file.url, socket: file.socket, token: readToken(store) };
}

function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = http.get({ socketPath: socket, path: "/health", timeout: 5000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on("timeout", () => request.destroy());
    request.on("error", () => resolve(false));
  });
}

/** A process that has ended and waits to be asked for its exit code is not alive. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== "linux" || !/^\d+ \(.*\) Z /s.test(statusOf(pid));
  } catch {
    return false;
  }
}

function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, "latin1");
  } catch {
    return "";
  }
}
