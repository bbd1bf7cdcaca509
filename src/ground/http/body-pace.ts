import type { IncomingMessage, ServerResponse } from "node:http";
import { fail, GROUND_ERRORS } from "#ground/errors";
import { errorAnswer } from "./error-answer.ts";

/** How slowly a body may come in. */
export type Pace = {
  /** How long a body may take that hardly comes in at all. */
  readonly graceMs: number;
  /** For each so many bytes it may take a second longer. */
  readonly bytesPerSecond: number;
  /** How long nothing at all may come, however much came before. */
  readonly silentMs: number;
};

export type BodyPace = {
  /** Cuts the connection of this request off where its body comes in too slowly. */
  watch(request: IncomingMessage, response: ServerResponse): void;
  /** It is answered. */
  forget(request: IncomingMessage): void;
  close(): void;
};

/** The slowest telephone line is ten times as fast; a train is through its tunnel in a minute. */
export const LEAST_PACE: Pace = { graceMs: 20_000, bytesPerSecond: 512, silentMs: 60_000 };

type Watched = { readonly response: ServerResponse; dueAt: number; bytes: number };

/**
 * Asks of bodies under way that they come on. A body that waits since this server does not read it on, as when its disk is
 * slow, is nobody's fault, and not hurried.
 */
export function watchBodies(pace: Pace = LEAST_PACE): BodyPace {
  const watched = new Map<IncomingMessage, Watched>();
  const look = (): void => {
    const now = performance.now();
    for (const [request, one] of watched) {
      const { socket } = request;
      if (request.complete || socket.destroyed) {
        watched.delete(request);
        continue;
      }
      const earned = ((socket.bytesRead - one.bytes) / pace.bytesPerSecond) * 1000;
      one.bytes = socket.bytesRead;
      if (request.readableLength > 0) one.dueAt = Math.max(one.dueAt, now + pace.graceMs);
      else one.dueAt = Math.min(one.dueAt + earned, now + pace.silentMs);
      if (now <= one.dueAt) continue;
      watched.delete(request);
      cut(request, one.response, pace);
    }
  };
  const timer = setInterval(look, pace.graceMs / 4);
  timer.unref();
  return {
    watch(request, response) {
      const dueAt = performance.now() + pace.graceMs;
      watched.set(request, { response, dueAt, bytes: request.socket.bytesRead });
    },
    forget(request) {
      watched.delete(request);
    },
    close() {
      clearInterval(timer);
    },
  };
}

/** Past the route, which waits for the rest of the body and is to hear that it does not come. */
function cut({ socket }: IncomingMessage, response: ServerResponse, pace: Pace): void {
  if (!response.headersSent) {
    const { bytesPerSecond } = pace;
    const error = fail(GROUND_ERRORS, "REQUEST_SLOW", { bytesPerSecond });
    const { status, headers, body } = errorAnswer(error, undefined);
    const text = String(body);
    const lines = Object.entries({
      ...headers,
      "content-length": String(Buffer.byteLength(text)),
      connection: "close",
    }).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`HTTP/1.1 ${status} Request Timeout\r\n${lines.join("")}\r\n${text}`);
  }
  socket.destroy();
}
