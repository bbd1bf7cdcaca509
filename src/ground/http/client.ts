import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { ClientRequest, IncomingMessage } from "node:http";
import { FettleError, fail, GROUND_ERRORS, toFettleError } from "#ground/errors";
import { type Caller, callerOf, type Method, type WireShape } from "#ground/wire";
import { watchForDeafness } from "./deaf.ts";
import { http, nodeHttps } from "./node-http.ts";

/** Node's own agents go by a proxy where they are told to (NODE_USE_ENV_PROXY); none can reach what listens here. */
const DIRECT = new http.Agent({ keepAlive: true, timeout: 5000 });

/** Whether an address is of this machine alone. */
export function isLoopback(url: string): boolean {
  return /^http:\/\/(127(\.\d+){3}|localhost|\[::1\])(:|\/|$)/.test(url);
}

/** Where a server is. The socket, where there is one, is tried instead of the URL's port. */
export type ServerAddress = {
  /** `http://127.0.0.1:5000`, without a slash at the end. */
  readonly url: string;
  readonly socket?: string;
  readonly token?: string;
};

type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** A client of the server's own API, for commands: errors come back as they were thrown there. */
export type ServerClient = {
  readonly address: ServerAddress;
  /**
   * The routes of one slice, with what they take and answer: `client.api<RunsApi>().get("/api/fettle/1/runs/:ref",
   * { params: { ref } })`. The slice's door exports the type.
   */
  api<W extends WireShape>(): Caller<W>;
  get<T>(path: string, query?: Query): Promise<T>;
  post<T>(path: string, body?: unknown): Promise<T>;
  put<T>(path: string, body?: unknown): Promise<T>;
  patch<T>(path: string, body?: unknown): Promise<T>;
  delete<T>(path: string, body?: unknown): Promise<T>;
  /** Sends a file as the raw body of a PUT. */
  upload(path: string, file: string): Promise<void>;
  /** The raw body of a GET, in memory. */
  download(path: string): Promise<Buffer>;
  /** The raw body of a GET as it comes in; ends with an error where it is cut off. */
  stream(path: string, query?: Query): Promise<IncomingMessage>;
  /**
   * Calls `listener` with each event of these topics until `signal` fires or the server goes away. `opened` is called
   * when the server listens: what changes from then on is told, what changed before must be asked for.
   */
  events(
    topics: readonly string[],
    listener: (topic: string, data: unknown) => void,
    signal: AbortSignal,
    opened?: () => void,
  ): Promise<void>;
};

/** Methods whose routes read a body, be it an empty one. */
const HAS_BODY = new Set<Method>(["POST", "PUT", "PATCH"]);

type Sent = { status: number; body: Buffer };

/**
 * Makes a client. When the connection fails and `revive` is given, the server is started again and the request sent
 * once more: every write carries an id, so that a second delivery changes nothing.
 */
export function createClient(
  first: ServerAddress,
  revive?: () => Promise<ServerAddress>,
): ServerClient {
  let address = first;
  let reviving: Promise<ServerAddress> | undefined;
  /** Many requests may fail at once; one of them starts the server. */
  const reviveOnce = (start: () => Promise<ServerAddress>): Promise<ServerAddress> => {
    reviving ??= start().finally(() => {
      reviving = undefined;
    });
    return reviving;
  };
  const send = async (
    method: string,
    path: string,
    body?: string | { file: string },
  ): Promise<Sent> => {
    try {
      return await exchange(address, method, path, body);
    } catch (error) {
      if (revive === undefined || !isConnectionLoss(error)) throw unreachable(address, error);
      address = await reviveOnce(revive);
      return exchange(address, method, path, body).catch((again: unknown) => {
        throw unreachable(address, again);
      });
    }
  };
  const json = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const sent = await send(method, path, body === undefined ? undefined : JSON.stringify(body));
    if (sent.status >= 400) throw errorOf(sent);
    return (sent.body.length === 0 ? undefined : JSON.parse(sent.body.toString("utf8"))) as T;
  };
  return {
    get address() {
      return address;
    },
    api: () =>
      callerOf((method, path, { query, body }) =>
        json(method, path + search(query), body ?? (HAS_BODY.has(method) ? {} : undefined)),
      ),
    get: (path, query) => json("GET", path + search(query)),
    post: (path, body) => json("POST", path, body ?? {}),
    put: (path, body) => json("PUT", path, body ?? {}),
    patch: (path, body) => json("PATCH", path, body ?? {}),
    delete: (path, body) => json("DELETE", path, body),
    async upload(path, file) {
      const sent = await send("PUT", path, { file });
      if (sent.status >= 400) throw errorOf(sent);
    },
    async download(path) {
      const sent = await send("GET", path);
      if (sent.status >= 400) throw errorOf(sent);
      return sent.body;
    },
    async stream(path, query) {
      // A short question first: it starts the server again where that is needed.
      if (revive !== undefined) await send("GET", "/health");
      return openStream(address, path + search(query));
    },
    events: (topics, listener, signal, opened) =>
      listen(address, topics, { listener, opened }, signal),
  };
}

function search(query: Query | undefined): string {
  if (query === undefined) return "";
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  if (given.length === 0) return "";
  return `?${new URLSearchParams(given.map(([key, value]): [string, string] => [key, String(value)]))}`;
}

function open(address: ServerAddress, method: string, path: string): ClientRequest {
  const headers: Record<string, string> = { accept: "application/json" };
  if (address.token !== undefined) headers["authorization"] = `Bearer ${address.token}`;
  if (address.socket !== undefined)
    return http.request({ socketPath: address.socket, method, path, headers });
  const base = new URL(address.url);
  const { request } = base.protocol === "https:" ? nodeHttps() : http;
  const agent = isLoopback(address.url) ? { agent: DIRECT } : {};
  return request(address.url + path, { method, headers, ...agent });
}

function exchange(
  address: ServerAddress,
  method: string,
  path: string,
  body: string | { file: string } | undefined,
): Promise<Sent> {
  return new Promise((resolve, reject) => {
    const request = open(address, method, path);
    const deaf = (): void =>
      void request.destroy(Object.assign(new Error(DEAF), { code: "EDEAF" }));
    const unwatch =
      address.socket === undefined ? undefined : watchForDeafness(address.socket, deaf);
    request.on("close", () => unwatch?.());
    request.on("error", reject);
    request.on("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks) });
        // Answered before all of the body was sent, as where a disk is full: the rest would wait for nobody to read it.
        if (!request.writableFinished) request.destroy();
      });
    });
    if (body === undefined) {
      request.end();
    } else if (typeof body === "string") {
      request.setHeader("content-type", "application/json");
      // Said outright: Node says nothing of the body of a DELETE by itself, and it would be taken for the next request.
      request.setHeader("content-length", Buffer.byteLength(body));
      request.end(body);
    } else {
      sendFile(request, body.file);
    }
  });
}

async function openStream(address: ServerAddress, path: string): Promise<IncomingMessage> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = open(address, "GET", path);
    request.on("error", (error) => reject(unreachable(address, error)));
    request.on("response", resolve);
    request.end();
  });
  const status = response.statusCode ?? 0;
  if (status < 400) return response;
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  throw errorOf({ status, body: Buffer.concat(chunks) });
}

/** Sends as many bytes as the file has now; one that changes meanwhile is an error, not a request that never ends. */
function sendFile(request: ClientRequest, path: string): void {
  // As an error of the file: by its code alone it could be one of the connection.
  const failed = (error: Error): void => void request.destroy(toFettleError(error, "read", path));
  stat(path).then(({ size }) => {
    request.setHeader("content-length", size);
    if (size === 0) return void request.end();
    let sent = 0;
    const file = createReadStream(path, { end: size - 1 });
    file.on("error", failed);
    file.on("data", (chunk) => {
      sent += chunk.length;
    });
    file.on("end", () => {
      if (sent < size)
        failed(
          fail(GROUND_ERRORS, "FILE_FAILED", {
            path,
            doing: "read",
            reason: "it became shorter while it was sent",
          }),
        );
    });
    request.on("close", () => file.destroy());
    file.pipe(request);
  }, failed);
}

function listen(
  address: ServerAddress,
  topics: readonly string[],
  told: { listener: (topic: string, data: unknown) => void; opened: (() => void) | undefined },
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const request = open(
      address,
      "GET",
      `/api/fettle/1/events?topics=${encodeURIComponent(topics.join(","))}`,
    );
    const stop = (): void => {
      signal.removeEventListener("abort", stop);
      request.destroy();
      resolve();
    };
    signal.addEventListener("abort", stop, { once: true });
    request.on("error", stop);
    request.on("response", (response) => {
      if (response.statusCode === 200) told.opened?.();
      let rest = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        rest += chunk;
        const frames = rest.split("\n\n");
        rest = frames.pop() ?? "";
        for (const frame of frames) {
          const topic = /^event: (.*)$/m.exec(frame)?.[1];
          const data = /^data: (.*)$/m.exec(frame)?.[1];
          if (topic !== undefined && data !== undefined) told.listener(topic, JSON.parse(data));
        }
      });
      response.on("close", stop);
    });
    request.end();
  });
}

const DEAF = "it takes connections and says nothing; it was stopped, as by Ctrl-Z, or hangs";

const LOST = new Set(["ECONNREFUSED", "ECONNRESET", "ENOENT", "EPIPE", "ENOTCONN"]);

function isConnectionLoss(error: unknown): boolean {
  return error instanceof Error && "code" in error && LOST.has(String(error.code));
}

function unreachable(address: ServerAddress, error: unknown): unknown {
  if (error instanceof FettleError || !(error instanceof Error) || !("code" in error)) return error;
  // Another user's socket: of no server can it be said whether it answers.
  if (address.socket !== undefined && (error.code === "EACCES" || error.code === "EPERM"))
    return toFettleError(error, "use", address.socket);
  return fail(
    GROUND_ERRORS,
    "SERVER_UNREACHABLE",
    { address: address.socket ?? address.url, reason: error.message },
    error,
  );
}

/** The error as the server threw it, from its JSON form; MLflow's form and other texts become SERVER_REFUSED. */
function errorOf(sent: Sent): FettleError {
  const text = sent.body.toString("utf8");
  try {
    const body = JSON.parse(text) as Partial<Record<string, never>>;
    if (typeof body["error_code"] === "string" && typeof body["exit"] === "number")
      return new FettleError({
        code: body["error_code"],
        message: String(body["message"]),
        hint: String(body["hint"] ?? ""),
        status: sent.status,
        exit: body["exit"],
        facts: body["facts"] ?? {},
      });
    if (typeof body["message"] === "string")
      return fail(GROUND_ERRORS, "SERVER_REFUSED", {
        status: sent.status,
        message: body["message"],
      });
  } catch {
    // Not JSON: a proxy's page, or a server that is not ours.
  }
  return fail(GROUND_ERRORS, "SERVER_REFUSED", {
    status: sent.status,
    message: `the server answered ${sent.status}: ${text.slice(0, 200)}`,
  });
}
