import { http, nodeHttps } from "#ground/http";

/** A place to send requests to, with connections that are kept between them. */
export type Wire = {
  /** Sends and resolves with the whole answer; rejects with a sentence that says why there is none. */
  send(method: "GET" | "POST", path: string, body: unknown, withinMs: number): Promise<Sent>;
  /** Drops all connections; what is under way ends. */
  close(): void;
};

export type Sent = { readonly status: number; readonly text: string; readonly ms: number };

/** An answer longer than this is no conversation. */
const ANSWER_BYTES_MAX = 4 * 1024 * 1024;

/**
 * Shorter than any server keeps an idle connection (gunicorn: 2 s), so that a turn is never sent into one that the
 * agent is about to close.
 */
const IDLE_MS = 1000;

/** Opens connections to `url` as they are needed and keeps them. */
export function openWire(url: string): Wire {
  const base = new URL(url);
  const secure = base.protocol === "https:";
  const options = { keepAlive: true, timeout: IDLE_MS };
  const { Agent, request } = secure ? nodeHttps() : http;
  const agent = new Agent(options);
  const root = base.pathname.replace(/\/+$/, "");
  let closed = false;
  return {
    close() {
      closed = true;
      agent.destroy();
    },
    send: (method, path, body, withinMs) =>
      new Promise((resolve, reject) => {
        if (closed) {
          reject(new Error("the run has ended"));
          return;
        }
        const startedAt = performance.now();
        const text = body === undefined ? "" : JSON.stringify(body);
        const sent = request({
          protocol: base.protocol,
          hostname: base.hostname.replace(/^\[|\]$/g, ""),
          port: base.port,
          path: root + path,
          method,
          agent,
          headers: {
            accept: "application/json",
            ...(body === undefined
              ? {}
              : { "content-type": "application/json", "content-length": Buffer.byteLength(text) }),
          },
        });
        const failed = (error: unknown): void => {
          clearTimeout(timer);
          reject(error);
          sent.destroy();
        };
        const timer = setTimeout(
          () => failed(new Error(`nothing within ${withinMs} ms`)),
          withinMs,
        );
        sent.on("error", failed);
        sent.on("response", (response) => {
          const chunks: Buffer[] = [];
          let bytes = 0;
          response.on("data", (chunk: Buffer) => {
            chunks.push(chunk);
            bytes += chunk.length;
            if (bytes > ANSWER_BYTES_MAX)
              failed(new Error(`its answer is longer than ${ANSWER_BYTES_MAX} bytes`));
          });
          response.on("error", failed);
          response.on("end", () => {
            clearTimeout(timer);
            resolve({
              status: response.statusCode ?? 0,
              text: Buffer.concat(chunks).toString("utf8"),
              ms: Math.round((performance.now() - startedAt) * 10) / 10,
            });
          });
        });
        sent.end(text);
      }),
  };
}

/** Why there is no answer, for a person; the system's own words where there are none better. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error ? error.code : undefined;
  if (code === "ECONNREFUSED") return "nothing listens at its address";
  if (code === "ECONNRESET" || code === "EPIPE" || error.message === "socket hang up")
    return "it closed the connection in the middle";
  return error.message;
}
