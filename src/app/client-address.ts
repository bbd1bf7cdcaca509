import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fail, GROUND_ERRORS } from "#ground/errors";
import { isLoopback, type ServerAddress } from "#ground/http";
import { outboxIn } from "#ground/outbox";
import { findStore, STORE_NAME, tokenFile } from "#ground/store";
import { refuseTwin } from "./refuse-twin.ts";
import { plainSocketPath, readServerFile } from "./server-file.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where a user's own process finds the server: MLFLOW_TRACKING_URI and MLFLOW_TRACKING_TOKEN, else `server.json` and
 * `token` of the store around the folder. Read again on every new connection, since a server may come back elsewhere.
 */
export function clientAddress(env: Environment, cwd: string): ServerAddress {
  const url = given(env["MLFLOW_TRACKING_URI"]);
  if (url !== undefined) {
    if (!/^https?:\/\//.test(url))
      throw unreachable(url, "MLFLOW_TRACKING_URI is not the http address of a server");
    const token = given(env["MLFLOW_TRACKING_TOKEN"]);
    return { url: url.replace(/\/+$/, ""), ...(token === undefined ? {} : { token }) };
  }
  const store = storeAround(env, cwd);
  if (store === undefined) throw unreachable(cwd, "no store in this folder or in one above it");
  const server = readServerFile(store);
  if (server === undefined)
    throw unreachable(store, "no server runs there; start one with `fettle up`");
  const token = readTokenOf(store);
  return {
    url: server.url,
    socket: server.socket,
    ...(token === undefined ? {} : { token }),
  };
}

/**
 * The address to begin with: the same or, where no server runs yet, the socket that it will have, so that what is logged
 * meanwhile can wait.
 */
export function firstAddress(env: Environment, cwd: string): ServerAddress {
  const store = given(env["MLFLOW_TRACKING_URI"]) === undefined ? storeAround(env, cwd) : undefined;
  if (store === undefined || readServerFile(store) !== undefined) return clientAddress(env, cwd);
  return { url: "http://127.0.0.1", socket: plainSocketPath(store) };
}

/** Where requests wait while the server is away, and which server they are meant for. */
export function clientOutbox(env: Environment, cwd: string): { folder: string; to: string } {
  const store = storeAround(env, cwd);
  const url = given(env["MLFLOW_TRACKING_URI"])?.replace(/\/+$/, "");
  const isLocal = url === undefined || isLoopback(url);
  return {
    folder: outboxIn(store ?? storeToCome(cwd)),
    // The server of a store may come back on another port.
    to: store !== undefined && isLocal ? "the server of this store" : (url ?? ""),
  };
}

/** The name of the project around a folder: `project:` in its fettle.yaml, else the folder's name. */
export function clientProject(env: Environment, cwd: string): string {
  const named = given(env["FETTLE_PROJECT"]);
  if (named !== undefined) return named;
  for (const folder of upwards(cwd))
    if (existsSync(join(folder, "fettle.yaml")))
      return settingIn(join(folder, "fettle.yaml"), "project") ?? basename(folder);
  return basename(cwd);
}

/** One plain value is all that is wanted here; a YAML parser would be the client's only dependency. */
function settingIn(file: string, key: "project" | "store"): string | undefined {
  if (!existsSync(file)) return undefined;
  const line = new RegExp(`^${key}:[ \\t]*(?:"([^"]+)"|'([^']+)'|([^\\s#]+))`, "m");
  const found = line.exec(readFileSync(file, "utf8"));
  return found?.[1] ?? found?.[2] ?? found?.[3];
}

/** The store that the folder's project names, else the one that its commands find. */
function storeAround(env: Environment, cwd: string): string | undefined {
  const named = given(env["FETTLE_STORE"]);
  if (named !== undefined) return resolve(cwd, named);
  for (const folder of upwards(cwd)) {
    if (!MARKS.some((mark) => existsSync(join(folder, mark)))) continue;
    const store = storeOf(folder);
    if (existsSync(tokenFile(store))) return store;
  }
  return undefined;
}

/**
 * Where the commands would begin a store: beside git's own files, or in the folder of the project. What waits there is found
 * by `fettle runs send`, and is in the store once it begins.
 */
function storeToCome(cwd: string): string {
  for (const mark of ["fettle.yaml", ".git"])
    for (const folder of upwards(cwd)) if (existsSync(join(folder, mark))) return storeOf(folder);
  return findStore(cwd).folder;
}

/** What a folder has that is a project, or has one above it. */
const MARKS = ["fettle.yaml", STORE_NAME, ".git"];

function storeOf(folder: string): string {
  for (const file of ["fettle.local.yaml", "fettle.yaml"]) {
    const named = settingIn(join(folder, file), "store");
    if (named !== undefined) return resolve(folder, named);
  }
  const found = findStore(folder);
  refuseTwin(found);
  return found.folder;
}

function* upwards(folder: string): Generator<string> {
  for (let at = folder; ; at = dirname(at)) {
    yield at;
    if (dirname(at) === at) return;
  }
}

function readTokenOf(store: string): string | undefined {
  try {
    return readFileSync(tokenFile(store), "utf8").trim();
  } catch {
    return undefined;
  }
}

function given(value: string | undefined): string | undefined {
  return value === undefined || value === "" ? undefined : value;
}

function unreachable(address: string, reason: string): Error {
  return fail(GROUND_ERRORS, "SERVER_UNREACHABLE", { address, reason });
}
