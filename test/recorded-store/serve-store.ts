import { createHash } from "node:crypto";
import { Agent, type IncomingHttpHeaders, request } from "node:http";
import { buffer } from "node:stream/consumers";
import type { Clock } from "#ground/clock";
import { createLog } from "#ground/log";
import { openServer } from "../../src/app/server.ts";

/** A request as it stands in answers.jsonl. */
export type Asked = {
  readonly method: string;
  readonly path: string;
  /** Sent as JSON, a text as it is. */
  readonly body?: unknown;
  readonly send?: Readonly<Record<string, string>>;
};

/** What a server said to it: `answer` is parsed where it is JSON. */
export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly answer: unknown;
};

/** An answer as it came. */
export type Sent = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
};

/** A server over a store that lies there already. */
export type ServedStore = {
  readonly url: string;
  ask(asked: Asked): Promise<Answer>;
  /** As `ask`, with bytes to send, and without a look at the answer. */
  send(asked: Asked & { readonly bytes?: Uint8Array }): Promise<Sent>;
  /** Lines of its log that tell of an error, which would be a bug. */
  errors(): readonly string[];
  stop(): Promise<void>;
};

const HEADERS = ["content-type", "content-disposition", "content-range", "location"];
/** A longer answer is told by its length and its hash. */
const ANSWER_MAX = 16_000;

/** Opens a store as `fettle server` does, in this process, on a free port. */
export async function serveStore(store: string, clock: Clock): Promise<ServedStore> {
  const lines: string[] = [];
  const server = await openServer({
    store,
    host: "127.0.0.1",
    port: 0,
    cwd: store,
    background: false,
    clock,
    log: createLog((line) => lines.push(line), clock.now),
    runtime: undefined,
  });
  // Not by `fetch`, which takes six times the CPU time for the same requests.
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const send: ServedStore["send"] = ({ method, path, body, bytes, send: headers }) => {
    const content = bytes ?? contentOf(body);
    const { promise, resolve, reject } = Promise.withResolvers<Sent>();
    const sent = request({
      agent,
      host: "127.0.0.1",
      port: new URL(server.url).port,
      method,
      path,
      headers: {
        authorization: `Bearer ${server.token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(content === undefined ? {} : { "content-length": content.length }),
        ...headers,
      },
    });
    sent.once("error", reject);
    sent.once("response", (response) => {
      const { statusCode: status = 0, headers: came } = response;
      buffer(response).then((whole) => resolve({ status, headers: came, body: whole }), reject);
    });
    sent.end(content);
    return promise;
  };
  return {
    url: server.url,
    send,
    async ask(asked) {
      const { status, headers, body } = await send(asked);
      const clean = (text: string): string => steady(text, server.url, store);
      const names = asked.method === "HEAD" ? [...HEADERS, "content-length"] : HEADERS;
      const chosen = names.flatMap((name) =>
        headers[name] === undefined ? [] : [[name, clean(String(headers[name]))]],
      );
      return {
        status,
        headers: Object.fromEntries(chosen),
        answer: told(body, headers["content-type"] ?? "", clean),
      };
    },
    errors: () => lines.filter((line) => line.includes('"level":"error"')),
    async stop() {
      agent.destroy();
      await server.stop();
    },
  };
}

function contentOf(body: unknown): Buffer | undefined {
  if (body === undefined) return undefined;
  return Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
}

/** Takes out what is another each time: the port, the process, the folder, and the version of Fettle. */
function steady(text: string, url: string, store: string): string {
  return text
    .replaceAll(url, "http://fettle.test")
    .replaceAll(store, "/store")
    .replace(/^(\{"version":)"[^"]*"(,"pid":)\d+,/, '$1"VERSION"$20,');
}

function told(body: Buffer, type: string, clean: (text: string) => string): unknown {
  const text = body.toString("utf8");
  const isText = Buffer.from(text, "utf8").equals(body);
  if (!isText) return { bytes: body.length, sha256: sha256(body) };
  const cleaned = clean(text);
  if (cleaned.length > ANSWER_MAX)
    return { bytes: Buffer.byteLength(cleaned), sha256: sha256(Buffer.from(cleaned)) };
  return /^application\/json(;|$)/.test(type) && cleaned !== "" ? JSON.parse(cleaned) : cleaned;
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
