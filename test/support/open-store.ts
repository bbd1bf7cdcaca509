import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Clock, systemClock } from "#ground/clock";
import { migrate, openSqlite } from "#ground/database";
import { createEvents } from "#ground/events";
import { connectHooks, fill } from "#ground/hooks";
import { createClient, createListener, type ServerClient } from "#ground/http";
import { createLog } from "#ground/log";
import { createPasses, createSettings, type ServerContext } from "#ground/server";
import { begin, type Slice } from "#ground/slice";
import { carries } from "#transfer";
import { trashables } from "#trash";

/** A running server over a store of its own in a temporary folder. */
export type TestServer = {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly socket: string;
  readonly token: string;
  /** The temporary folder; the store lies in its `store`. */
  readonly folder: string;
  readonly context: ServerContext;
  /** Speaks over the socket. */
  readonly client: ServerClient;
  /** Lines of the server's log; `"level":"error"` in one of them is a bug. */
  readonly logLines: readonly string[];
  /** Closes the server and removes the folder. */
  close(): Promise<void>;
};

/**
 * Serves these slices with the real listener, database, events and hooks, as app's server does. A slice is given by its
 * manifest or by its name (`["lineage", "artifacts", "runs"]`), lower ones first; the ones it needs are not added by themselves.
 */
export async function openTestServer(options: {
  readonly slices: readonly (Slice | string)[];
  readonly clock?: Clock;
  /** What stands in its settings.yaml. */
  readonly settings?: Readonly<Record<string, unknown>>;
}): Promise<TestServer> {
  const given = options.clock;
  // A test that lets days pass means that the machine ran meanwhile.
  const clock: Clock =
    given === undefined
      ? systemClock
      : { ...given, boot: () => ({ id: "test", upMs: given.now() }) };
  const folder = mkdtempSync(join(tmpdir(), "fettle-test-"));
  const store = { folder: join(folder, "store"), artifacts: join(folder, "store", "artifacts") };
  mkdirSync(store.artifacts, { recursive: true });
  const file = join(store.folder, "fettle.db");
  const database = openSqlite(file);
  const parts = await Promise.all(
    options.slices.map(async (given) => {
      const slice = typeof given === "string" ? await manifest(given) : given;
      return {
        name: slice.name,
        after: slice.after,
        migrations: (await slice.migrations?.()) ?? [],
        routes: (await slice.routes?.()) ?? [],
        hooks: (await slice.hooks?.()) ?? [],
        carry: await slice.carry?.(),
        trashable: (await slice.trashable?.()) ?? [],
        background: (await slice.background?.()) ?? [],
      };
    }),
  );
  await migrate(database, file, parts);
  const token = "token-of-this-test";
  const logLines: string[] = [];
  const log = createLog((line) => logLines.push(line), clock.now);
  const context: ServerContext = {
    database,
    events: createEvents(),
    hooks: connectHooks([
      ...parts.flatMap((part) => part.hooks),
      fill(trashables, () => parts.flatMap((part) => part.trashable)),
      fill(carries, () => parts.flatMap((part) => part.carry ?? [])),
    ]),
    clock,
    log,
    version: "0.0.0-test",
    settings: createSettings(options.settings ?? {}),
    passes: createPasses(token),
    store,
  };
  const background = await begin(
    parts.flatMap((part) => part.background),
    context,
  );
  const routes = parts.flatMap((part) => part.routes);
  const listener = await createListener({ routes, context, token, log, checkAnswers: true });
  const port = await listener.listenTcp("127.0.0.1", 0);
  const socket = join(folder, "server.sock");
  await listener.listenSocket(socket);
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    socket,
    token,
    folder,
    context,
    client: createClient({ url, socket, token }),
    logLines,
    async close() {
      context.events.close();
      await listener.close();
      await background.stop();
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function manifest(name: string): Promise<Slice> {
  const module: { slice: Slice } = await import(`../../src/${name}/slice.ts`);
  return module.slice;
}
