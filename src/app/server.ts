import { chmodSync, mkdirSync, realpathSync, rmSync } from "node:fs";
import type { Clock } from "#ground/clock";
import { migrate, openSqlite } from "#ground/database";
import { fail, GROUND_ERRORS, toFettleError } from "#ground/errors";
import { createEvents } from "#ground/events";
import { connectHooks, fill, type Hooks } from "#ground/hooks";
import { createListener, type Listener, needsToken } from "#ground/http";
import type { Log } from "#ground/log";
import { createPasses, type ServerContext } from "#ground/server";
import { begin } from "#ground/slice";
import { databaseFile, tokenFile } from "#ground/store";
import { carries } from "#transfer";
import { trashables } from "#trash";
import { allRoutes } from "./all-routes.ts";
import { formerCodes } from "./former-words.ts";
import { packageVersion } from "./home.ts";
import { keepPages } from "./keep-pages.ts";
import { listenOnPort } from "./port.ts";
import {
  makeStore,
  readServerFile,
  readToken,
  removeServerFile,
  socketPath,
  writeServerFile,
} from "./server-file.ts";
import { slices } from "./slices.ts";
import { lockStore } from "./store-lock.ts";
import { type KeptFlags, type ReadSettings, storeSettings } from "./store-settings.ts";
import { watchPlace } from "./watch-place.ts";
import { requireWhole } from "./whole-store.ts";

export type ServerOptions = {
  readonly store: string;
  readonly host: string;
  /** Exactly this port, 0 for any free one; without it the last one, 5000 or the next free one. */
  readonly port?: number;
  readonly allowHosts?: readonly string[];
  /** Where artifacts lie, and whether the token alone lets in; kept in the store's settings. */
  readonly kept?: KeptFlags;
  /** What relative places are relative to. */
  readonly cwd: string;
  readonly background: boolean;
  readonly clock: Clock;
  readonly log: Log;
  /** Hears how many of how many steps of the store's update are done. */
  readonly migrated?: ((done: number, total: number) => void) | undefined;
  /** Holds answers against their schemas, as tests want it; see `createListener`. */
  readonly checkAnswers?: boolean;
  /** XDG_RUNTIME_DIR, for a socket whose path would be too long. */
  readonly runtime: string | undefined;
};

export type RunningServer = {
  readonly url: string;
  readonly token: string;
  /** The file of the token, where that alone lets in by TCP, also who is the server's own user. */
  readonly askedFor: string | undefined;
  /** The port it would have taken, had it been free. */
  readonly passedOver: number | undefined;
  /** Resolves when it is to stop: somebody asked for it, or its store is gone from its place, which the words say. */
  readonly asked: Promise<string | undefined>;
  lastActiveAt(): number;
  stop(): Promise<void>;
};

/** Opens a store and serves it; SERVER_TAKEN when another server has it. Nothing stays behind when it fails. */
export async function openServer(options: ServerOptions): Promise<RunningServer> {
  makeStore(options.store);
  // By its real path: a link to it may be set anew while this server runs.
  const store = realpathSync(options.store);
  const lock = lockStore(store);
  if (lock === undefined) throw taken(store);
  try {
    return await serve({ ...options, store }, lock);
  } catch (error) {
    lock.release();
    throw toFettleError(error, "open", options.store);
  }
}

async function serve(options: ServerOptions, lock: { release(): void }): Promise<RunningServer> {
  const { store, clock, log } = options;
  const { settings, artifacts, tokenOnly } = await openPlaces(options);
  const token = readToken(store);
  const path = databaseFile(store);
  const database = openSqlite(path, (line) => log.warn(line));
  const events = createEvents();
  const { promise: asked, resolve: ask } = Promise.withResolvers<string | undefined>();
  let background: { stop(): Promise<void> } | undefined;
  try {
    await migrate(database, path, await migrationsOf(), options.migrated);
    const hooks = await hooksOf();
    const version = packageVersion();
    const context: ServerContext = {
      database,
      events,
      hooks,
      clock,
      log,
      version,
      settings,
      passes: createPasses(token),
      store: { folder: store, artifacts },
    };
    const work = (await Promise.all(slices.map((s) => s.background?.() ?? []))).flat();
    const begun = await begin([...work, keepPages], context);
    background = begun;
    const routes = await allRoutes({
      token,
      stop: () => ask(undefined),
      startedAt: clock.now(),
      version,
    });
    const rules = { hosts: options.allowHosts ?? [], tokenOnly };
    const listener = await createListener({
      routes,
      context,
      token,
      ...rules,
      log,
      checkAnswers: options.checkAnswers === true,
      formerCodes: formerCodes(slices),
    });
    const { url, socket, passedOver } = await listen(options, listener);
    const write = await tellWhere(options, listener, { url, socket, version });
    log.info("server started", { url, store, pid: process.pid, version });
    const marks = { socket, write, listen: () => listenOnSocket(listener, socket) };
    const place = watchPlace(store, marks, (problem) => {
      log.error(problem);
      ask(problem);
    });
    return {
      url,
      token,
      askedFor: needsToken(rules) ? tokenFile(store) : undefined,
      passedOver,
      asked,
      lastActiveAt: () => listener.lastActiveAt(),
      async stop() {
        place.stop();
        // At the place of a store that was moved there may be another one by now.
        if (place.isOurs()) removeServerFile(store);
        events.close();
        await listener.close();
        await begun.stop();
        await database.close();
        if (place.isOurs()) rmSync(socket, { force: true });
        lock.release();
        log.info("server stopped", { store });
      },
    };
  } catch (error) {
    await background?.stop();
    await database.close();
    throw error;
  }
}

/** The store's settings and the folder of its artifacts; STORE_NOT_WHOLE where a part of the store is gone. */
async function openPlaces({
  store,
  kept = {},
  cwd,
  log,
}: ServerOptions): Promise<Omit<ReadSettings, "told">> {
  const { told, ...found } = await storeSettings(store, kept, cwd);
  const { artifacts } = found;
  for (const line of told) log.warn(line);
  const isNamed = kept.artifacts !== undefined;
  requireWhole(store, artifacts, isNamed);
  // There from the beginning, so that it can be missed later on.
  if (isNamed) mkdirSync(artifacts, { recursive: true, mode: 0o755 });
  return found;
}

/** Writes down where the server is, for whoever looks for it; gives what writes it again. */
async function tellWhere(
  { store, background, clock }: ServerOptions,
  listener: Listener,
  where: { readonly url: string; readonly socket: string; readonly version: string },
): Promise<() => void> {
  const told = { pid: process.pid, ...where, startedAt: clock.now(), background };
  const write = (): void => writeServerFile(store, told);
  try {
    write();
    return write;
  } catch (error) {
    await listener.close();
    rmSync(where.socket, { force: true });
    throw error;
  }
}

async function listen(
  options: ServerOptions,
  listener: Listener,
): Promise<{ url: string; socket: string; passedOver: number | undefined }> {
  const socket = socketPath(options.store, options.runtime);
  const last = readServerFile(options.store)?.url;
  const { port, passedOver } = await listenOnPort(listener, options.host, options.port, last);
  try {
    // Left by one that was killed. Who finds the socket answering must not take its address for ours.
    removeServerFile(options.store);
    rmSync(socket, { force: true });
    await listenOnSocket(listener, socket);
  } catch (error) {
    await listener.close();
    throw error;
  }
  const name = options.host.includes(":") ? `[${options.host}]` : options.host;
  const url = `http://${name === "0.0.0.0" ? "127.0.0.1" : name}:${port}`;
  return { url, socket, passedOver };
}

async function listenOnSocket(listener: Listener, socket: string): Promise<void> {
  await listener.listenSocket(socket);
  chmodSync(socket, 0o600);
}

/** What slices fill in, and what app alone can: what of theirs may lie in the trash, and what is carried in and out. */
async function hooksOf(): Promise<Hooks> {
  const fillings = await Promise.all(slices.map((slice) => slice.hooks?.() ?? []));
  const inTrash = (await Promise.all(slices.map((slice) => slice.trashable?.() ?? []))).flat();
  const carried = (await Promise.all(slices.map((slice) => slice.carry?.() ?? []))).flat();
  return connectHooks([
    ...fillings.flat(),
    fill(trashables, () => inTrash),
    fill(carries, () => carried),
  ]);
}

function migrationsOf() {
  return Promise.all(
    slices.map(async (slice) => ({
      name: slice.name,
      after: slice.after,
      migrations: (await slice.migrations?.()) ?? [],
    })),
  );
}

function taken(store: string): Error {
  const first = readServerFile(store);
  return fail(GROUND_ERRORS, "SERVER_TAKEN", {
    store,
    pid: first?.pid,
    url: first?.url ?? "an address that it has not told yet",
  });
}
