import { PassThrough } from "node:stream";
import { z } from "zod";
import { fail, GROUND_ERRORS } from "#ground/errors";
import { answer, defineRoute, type RouteShape, sameSecret, schemeOf } from "#ground/http";
import { API } from "./api.ts";

const HEARTBEAT_MS = 15_000;
/** Thousands of events; a client that is further behind doesn't read. */
const BEHIND_BYTES_MAX = 256 * 1024;

/** The server's own routes: what it is, its event stream, the page's cookie, and the request to stop. */
export function serverRoutes(options: {
  token: string;
  stop(): void;
  startedAt: number;
  /** The OpenAPI document of all routes. */
  describe(): Promise<Readonly<Record<string, unknown>>>;
}): readonly RouteShape[] {
  return [
    defineRoute({
      ...API.describe,
      permission: "read",
      summary: "This document: every route in the words of OpenAPI 3.1.",
      run: () => options.describe(),
    }),
    defineRoute({
      ...API.server,
      permission: "read",
      summary: "What this server is: version, process, store.",
      async run(_asked, context) {
        const { version, store } = context;
        return { version, pid: process.pid, startedAt: options.startedAt, store: store.folder };
      },
    }),
    defineRoute({
      ...API.stop,
      permission: "write",
      summary: "Commits what is waiting and ends the server.",
      async run() {
        setImmediate(options.stop);
        return { stopping: true };
      },
    }),
    backup,
    check,
    eventStream,
    session(options.token),
  ];
}

/** It writes where it is told to: for whoever may open the store's socket, and might write there anyway. */
const backup = defineRoute({
  ...API.backup,
  permission: "write",
  summary: "Writes a backup of the store into a folder of this machine; over the socket alone.",
  async run({ peer, body }, context) {
    if (peer.admitted !== "socket")
      throw fail(GROUND_ERRORS, "REQUEST_REFUSED", {
        problem: "a backup is made over the store's socket alone",
        need: "fettle server backup FOLDER, on the server's machine",
      });
    const { backupStore } = await import("./backup-store.ts");
    const made = await backupStore(context, body.folder);
    return { ...made, left: [...made.left], elsewhere: [...made.elsewhere] };
  },
});

const check = defineRoute({
  ...API.check,
  permission: "read",
  summary: "Reads all of the store, and names what is not as it was written.",
  async run({ signal }, context) {
    const { checkStore } = await import("./check-store.ts");
    const found = await checkStore(context, signal);
    return { ...found, damaged: [...found.damaged] };
  },
});

const eventStream = defineRoute({
  method: "GET",
  path: "/api/fettle/1/events",
  permission: "read",
  summary: "Server-sent events: the topics that changed, at most four times a second each.",
  sends: "text/event-stream",
  query: z.object({
    topics: z.string().default("").describe("Comma-separated; `runs` hears `runs/<id>` too."),
  }),
  async run(asked, context) {
    const stream = new PassThrough();
    const topics = asked.query.topics.split(",").filter((topic) => topic !== "");
    const write = (text: string): void => {
      // A client that reads no more, as a laptop asleep, is let go: it asks for everything when it is back.
      if (stream.writableLength > BEHIND_BYTES_MAX) stream.destroy();
      else stream.write(text);
    };
    const silence = context.events.listen(topics, (event) => {
      write(`id: ${event.id}\nevent: ${event.topic}\ndata: ${JSON.stringify(event.data)}\n\n`);
    });
    const heartbeat = setInterval(() => write(": beat\n\n"), HEARTBEAT_MS);
    stream.once("close", () => {
      clearInterval(heartbeat);
      silence();
    });
    const stop = (): void => void stream.destroy();
    // A signal that has fired already tells nobody.
    if (asked.signal.aborted) stop();
    else asked.signal.addEventListener("abort", stop, { once: true });
    write(": open\n\n");
    return answer({
      headers: {
        "content-type": "text/event-stream",
        "cache-control": "no-store",
        "x-accel-buffering": "no",
      },
      body: stream,
    });
  },
});

/**
 * The page brings the token from behind the `#` of its link and gets a cookie that scripts can't read - where it needs
 * one. A browser sends the cookies of 127.0.0.1 to every port there, whoever listens on it, so that a browser whose user
 * the kernel names gets none.
 */
function session(token: string): RouteShape {
  return defineRoute({
    ...API.session,
    permission: "public",
    summary: "Exchanges the store's token for the page's cookie.",
    bodyBytesMax: 4096,
    async run(asked) {
      if (!sameSecret(asked.body.token, token))
        throw fail(GROUND_ERRORS, "REQUEST_REFUSED", {
          problem: "the token in the link is not this server's",
          need: "fettle server status prints the right link",
        });
      if (asked.peer.admitted !== "anyone") return {};
      // Over TLS a cookie that also goes out without it would tell the token to whoever listens on the line.
      const secure = schemeOf(asked.headers) === "https" ? "; Secure" : "";
      return answer({
        headers: {
          "content-type": "application/json",
          "set-cookie": `fettle_token=${token}; HttpOnly; SameSite=Strict; Path=/${secure}`,
        },
        body: "{}",
      });
    },
  });
}
