import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { FettleError, fail, GROUND_ERRORS, toFettleError } from "#ground/errors";
import type { Log } from "#ground/log";
import type { RequestContext, ServerContext } from "#ground/server";
import { createAdmission } from "./admission.ts";
import { Answer } from "./answer.ts";
import { checkAnswer } from "./check-answer.ts";
import { deprecation } from "./deprecation.ts";
import { createEntrance, type Entrance, type EntranceLimits } from "./entrance.ts";
import { errorAnswer } from "./error-answer.ts";
import { Lasting } from "./lasting.ts";
import { http } from "./node-http.ts";
import { parseBody } from "./parse-body.ts";
import { pathParameters, refusePath } from "./path.ts";
import type { RouteShape } from "./route.ts";
import { validate } from "./validate.ts";

export type ListenerOptions = {
  readonly routes: readonly RouteShape[];
  readonly context: ServerContext;
  /** Compared in constant time; see `createAdmission`. */
  readonly token: string;
  /** Names besides the loopback ones that a Host header may carry; see `createAdmission`. */
  readonly hosts?: readonly string[];
  /** Admits by the token alone, on the Unix socket too. */
  readonly tokenOnly?: boolean;
  /** How many connections and how slow bodies are borne; for tests. */
  readonly limits?: EntranceLimits;
  readonly log: Log;
  /** Holds each answer against its route's schema: a mismatch is a bug, and answered as one. For tests. */
  readonly checkAnswers?: boolean;
  /** What codes of errors were called in the last release, by what they are called now. */
  readonly formerCodes?: ReadonlyMap<string, string>;
};

export type Listener = {
  /** Listens on a TCP port; 0 takes any. Resolves with the port; rejects with the system's error (EADDRINUSE). */
  listenTcp(host: string, port: number): Promise<number>;
  /** Listens on a Unix socket, whose mode is the caller's matter. */
  listenSocket(path: string): Promise<void>;
  /** When the last request ended, ms; requests in progress count as now. */
  lastActiveAt(): number;
  close(): Promise<void>;
};

/** One hour: a server that closes an idle connection sooner races with a client that trains between two calls. */
const KEEP_ALIVE_MS = 3_600_000;
const BODY_BYTES_MAX = 10 * 1024 * 1024;
/** Who says nothing, or slowly, holds a connection no longer than this. */
const HEADERS_MS = 10_000;
/** How long a stop waits for the requests under way to be answered, and then for their ends. */
const FINISH_MS = 1000;
const END_MS = 5000;

const HEADERS = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
};

/** The HTTP server over a list of routes. */
export async function createListener(options: ListenerOptions): Promise<Listener> {
  for (const route of options.routes)
    if (route.permission === undefined)
      throw new Error(`the route ${route.method} ${route.path} declares no permission`);
  const { fastify } = await import("fastify");
  const { hosts = [], tokenOnly = false } = options;
  const admission = createAdmission(options.token, { hosts, tokenOnly }, options.context.passes);
  const entrance = createEntrance(admission, options.context.clock, options.limits);
  const running = new Set<Promise<unknown>>();
  const app = fastify({
    logger: false,
    exposeHeadRoutes: false,
    bodyLimit: BODY_BYTES_MAX,
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: 0,
    routerOptions: { ignoreDuplicateSlashes: true, maxParamLength: 4096 },
    return503OnClosing: false,
    forceCloseConnections: true,
    // No route brings Fastify a schema, and its compilers are half of what it loads.
    schemaController: {
      compilersFactory: { buildValidator: noCompiler, buildSerializer: noCompiler },
    },
    frameworkErrors: (error, request, reply) => {
      entrance.refuse(request, reply);
      send(reply.headers(HEADERS), errorAnswer(asRequestError(error), options.formerCodes));
    },
  });
  // MLflow's clients may send what they ask for as the body of a GET.
  app.addHttpMethod("GET", { hasBody: true, overrideExisting: true });
  app.addHook("onRequest", async (request, reply) => {
    reply.headers(HEADERS);
    refusePath(request.raw.url ?? "/");
    if (request.is404) {
      // Here, before a body is read that nobody will look at.
      await entrance.admit(request, reply, "public");
      const path = (request.raw.url ?? "/").split("?")[0] ?? "/";
      throw fail(GROUND_ERRORS, "ROUTE_UNKNOWN", { method: request.method, path });
    }
  });
  app.setErrorHandler((error, request, reply) => {
    entrance.refuse(request, reply);
    send(reply, errorAnswer(asRequestError(error), options.formerCodes));
  });
  addRoutes(app, options, entrance, running, false);
  addRoutes(app, options, entrance, running, true);
  await app.ready();
  return listenOn(app, entrance, running);
}

function noCompiler(): never {
  throw new Error("a route has a schema of Fastify's; Fettle's are checked by validate.ts");
}

/** A full disk is full for all listeners of a process. */
const LASTING = new Lasting();

function addRoutes(
  app: FastifyInstance,
  options: ListenerOptions,
  entrance: Entrance,
  running: Set<Promise<unknown>>,
  streams: boolean,
): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    const peers = new WeakMap<FastifyRequest, RequestContext>();
    if (streams) scope.addContentTypeParser("*", (_request, _payload, done) => done(null));
    else
      scope.addContentTypeParser("*", { parseAs: "string" }, (_request, body, done) =>
        done(null, body),
      );
    for (const route of options.routes)
      if ((route.streamsBody === true) === streams)
        scope.route({
          method: route.method,
          url: route.path,
          bodyLimit: route.bodyBytesMax ?? BODY_BYTES_MAX,
          // Before the body is read: a stranger's ten megabytes are not worth holding.
          onRequest: async (request, reply) => {
            if (route.deprecated !== undefined)
              reply.headers(deprecation(route.deprecated, route.path, request.raw.url ?? "/"));
            peers.set(request, await entrance.admit(request, reply, route.permission));
          },
          errorHandler: (error, request, reply) => {
            entrance.refuse(request, reply);
            return send(reply, formOf(route, error, options));
          },
          handler: async (request, reply) => {
            const asked = askedOf(route, request, reply, peers);
            const run =
              options.checkAnswers === true
                ? route.run(asked, options.context).then((value) => checkAnswer(route, value))
                : route.run(asked, options.context);
            running.add(run);
            const value = await run.finally(() => running.delete(run));
            if (route.method !== "GET") LASTING.wroteSomething();
            return send(reply, value);
          },
        });
  });
}

/** The request as its route sees it. */
function askedOf(
  route: RouteShape,
  request: FastifyRequest,
  reply: FastifyReply,
  peers: WeakMap<FastifyRequest, RequestContext>,
): Parameters<RouteShape["run"]>[0] {
  const raw = request.raw.url ?? "/";
  const queryAt = raw.indexOf("?");
  const query = new URLSearchParams(queryAt === -1 ? "" : raw.slice(queryAt + 1));
  let abort: AbortController | undefined;
  return {
    params: validate(route.params, pathParameters(route.path, raw), "path"),
    query: validate(route.query, query, "query"),
    body: validate(
      route.body,
      route.streamsBody === true ? undefined : parseBody(request.body),
      "body",
    ),
    text: typeof request.body === "string" ? request.body : undefined,
    headers: request.headers,
    peer: peers.get(request),
    stream: request.raw,
    get signal(): AbortSignal {
      if (abort === undefined) {
        const controller = new AbortController();
        abort = controller;
        if (reply.raw.closed || reply.raw.destroyed) controller.abort();
        else reply.raw.once("close", () => controller.abort());
      }
      return abort.signal;
    },
  };
}

/** An error in the form of its route's protocol; a bug is logged with its stack, which no client sees. */
function formOf(route: RouteShape, error: unknown, options: ListenerOptions): Answer {
  const ours = LASTING.told(asRequestError(error), performance.now());
  if (ours.code === "BUG")
    options.log.error("request failed", { method: route.method, path: route.path, error });
  return route.onError === undefined ? errorAnswer(ours, options.formerCodes) : route.onError(ours);
}

/** Fastify's own errors carry a status; everything else is ours or a bug. */
function asRequestError(error: unknown): FettleError {
  if (error instanceof FettleError) return error;
  if (error instanceof Error && "statusCode" in error && typeof error.statusCode === "number") {
    const status = error.statusCode >= 500 ? 400 : error.statusCode;
    const made = fail(GROUND_ERRORS, "REQUEST_INVALID", { problem: error.message }, error);
    return new FettleError({ ...made, message: made.message, status, cause: error });
  }
  return toFettleError(error);
}

function send(reply: FastifyReply, value: unknown): FastifyReply {
  if (!(value instanceof Answer)) {
    reply.header("content-type", "application/json; charset=utf-8");
    return reply.send(JSON.stringify(value ?? {}));
  }
  reply.status(value.status).headers(value.headers);
  if (value.body instanceof Readable) return reply.send(value.body);
  if (value.body !== undefined && value.headers["content-type"] === undefined)
    reply.header("content-type", "text/plain; charset=utf-8");
  return reply.send(typeof value.body === "object" ? Buffer.from(value.body) : (value.body ?? ""));
}

function listenOn(
  app: FastifyInstance,
  entrance: Entrance,
  running: ReadonlySet<Promise<unknown>>,
): Listener {
  const servers: Server[] = [];
  const listen = (target: { host: string; port: number } | { path: string }): Promise<Server> =>
    new Promise((resolve, reject) => {
      const server = http.createServer(
        {
          keepAliveTimeout: KEEP_ALIVE_MS,
          headersTimeout: HEADERS_MS,
          connectionsCheckingInterval: HEADERS_MS / 2,
          requestTimeout: 0,
        },
        (request, response) => {
          if (entrance.begin(request, response)) app.routing(request, response);
        },
      );
      const take = entrance.open("path" in target ? "socket" : "tcp");
      server.on("connection", take);
      server.once("error", reject);
      server.listen(target, () => {
        servers.push(server);
        resolve(server);
      });
    });
  return {
    async listenTcp(host, port) {
      const server = await listen({ host, port });
      return (server.address() as AddressInfo).port;
    },
    async listenSocket(path) {
      await listen({ path });
    },
    lastActiveAt: entrance.lastActiveAt,
    async close() {
      entrance.close();
      const closed = servers.map(
        (server) => new Promise<void>((resolve) => server.close(() => resolve())),
      );
      await ended(running, FINISH_MS);
      for (const server of servers) server.closeAllConnections();
      await Promise.all(closed);
      // What was cut off must not come upon a closed database.
      await ended(running, END_MS);
      await app.close();
    },
  };
}

/** Waits for the ends of what runs now, and of what begins meanwhile, at most `ms`. */
async function ended(running: ReadonlySet<Promise<unknown>>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let over = false;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      over = true;
      resolve();
    }, ms);
  });
  while (running.size > 0 && !over) await Promise.race([Promise.allSettled(running), late]);
  clearTimeout(timer);
}
