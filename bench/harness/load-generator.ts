/**
 * Sends HTTP requests over keep-alive connections, one at a time on each, as fast as they are answered. Raw sockets: a
 * client library would cost more than the server that is measured.
 */
import net from "node:net";

/** What is sent. `@N` in the body becomes the number of the request, which has nine digits and begins with 1. */
export type Load = {
  readonly port: number;
  readonly path: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly connections: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
};

export type LoadResult = {
  /** Answered 200 within the measured time. */
  readonly answered: number;
  /** Answered 200 in all, with the warm-up and the end. */
  readonly answeredEver: number;
  readonly refused: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly lastRefusal: string;
};

const FIRST = 100_000_000;
const HOLE = "@@@@@@@@@";

/** A request as bytes, and where in them its number stands: written in place, it costs next to nothing. */
function requestOf(load: Load): { bytes: Buffer; places: readonly number[] } {
  const body = load.body.replaceAll("@N", HOLE);
  const head = [
    `POST ${load.path} HTTP/1.1`,
    `Host: 127.0.0.1:${load.port}`,
    "Content-Type: application/json",
    ...Object.entries(load.headers).map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${Buffer.byteLength(body)}`,
  ].join("\r\n");
  const bytes = Buffer.from(`${head}\r\n\r\n${body}`);
  const places: number[] = [];
  for (let at = bytes.indexOf(HOLE); at !== -1; at = bytes.indexOf(HOLE, at + HOLE.length))
    places.push(at);
  return { bytes, places };
}

/** Sends the load from this process. */
export async function generate(load: Load): Promise<LoadResult> {
  const measuredFrom = performance.now() + load.warmUpMs;
  const until = measuredFrom + load.measureMs;
  const times: number[] = [];
  const count = { ever: 0, refused: 0, sent: 0, lastRefusal: "" };
  const connection = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const socket = net.connect(load.port, "127.0.0.1");
      const { bytes, places } = requestOf(load);
      let sentAt = 0;
      let received = "";
      const send = (): void => {
        count.sent += 1;
        const number = String(FIRST + count.sent);
        // The request before it is answered, so that its bytes are free again.
        for (const at of places) bytes.write(number, at, "latin1");
        sentAt = performance.now();
        socket.write(bytes);
      };
      const answered = (answer: string): void => {
        const now = performance.now();
        if (answer.startsWith("HTTP/1.1 200")) {
          count.ever += 1;
          if (sentAt >= measuredFrom && now <= until) times.push(now - sentAt);
        } else {
          count.refused += 1;
          count.lastRefusal = answer.slice(0, 500);
        }
        if (now < until) send();
        else socket.end(resolve);
      };
      socket.setNoDelay(true);
      socket.setEncoding("latin1");
      socket.on("connect", send);
      socket.on("error", reject);
      socket.on("data", (chunk: string) => {
        received += chunk;
        const end = answerEnd(received);
        if (end === undefined || received.length < end) return;
        const answer = received.slice(0, end);
        received = received.slice(end);
        answered(answer);
      });
    });
  await Promise.all(Array.from({ length: load.connections }, connection));
  const sorted = times.sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  return {
    answered: times.length,
    answeredEver: count.ever,
    refused: count.refused,
    seconds: load.measureMs / 1000,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    lastRefusal: count.lastRefusal,
  };
}

/** Where an answer with a Content-Length ends, once its head is there. */
export function answerEnd(received: string): number | undefined {
  const head = received.indexOf("\r\n\r\n");
  if (head === -1) return undefined;
  const length = /\r\ncontent-length: *(\d+)/i.exec(received.slice(0, head + 2))?.[1];
  if (length === undefined) throw new Error(`no Content-Length: ${received.slice(0, head)}`);
  return head + 4 + Number(length);
}
