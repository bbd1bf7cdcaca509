import { createHash } from "node:crypto";
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

/** A server over a store that lies there already. */
export type ServedStore = {
  readonly url: string;
  ask(asked: Asked): Promise<Answer>;
  /** The bytes of an answer as they came. */
  fetch(asked: Asked & { readonly bytes?: Uint8Array<ArrayBuffer> }): Promise<Response>;
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
  const send: ServedStore["fetch"] = ({ method, path, body, bytes, send: headers }) => {
    const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
    return fetch(server.url + path, {
      method,
      redirect: "manual",
      headers: {
        authorization: `Bearer ${server.token}`,
        ...(text === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(bytes === undefined ? {} : { body: bytes }),
      ...(text === undefined ? {} : { body: text }),
    });
  };
  return {
    url: server.url,
    fetch: send,
    async ask(asked) {
      const response = await send(asked);
      const body = Buffer.from(await response.arrayBuffer());
      const names = asked.method === "HEAD" ? [...HEADERS, "content-length"] : HEADERS;
      const headers = names.flatMap((name) => {
        const value = response.headers.get(name);
        return value === null ? [] : [[name, steady(value, server.url, store)]];
      });
      return {
        status: response.status,
        headers: Object.fromEntries(headers),
        answer: told(body, response.headers.get("content-type") ?? "", (text) =>
          steady(text, server.url, store),
        ),
      };
    },
    errors: () => lines.filter((line) => line.includes('"level":"error"')),
    stop: () => server.stop(),
  };
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
