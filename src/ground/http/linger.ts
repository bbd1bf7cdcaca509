import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";

/** How long a client whose body was not wanted may take to read why. */
const LINGER_MS = 1000;

/** Connections that are answered for the last time; what still comes in is nobody's request. */
export type Lingering = {
  /** Lets the client read an answer that says `close`, which goes out while the body of its request still comes in. */
  after(request: IncomingMessage): void;
  has(socket: Socket): boolean;
};

/**
 * Node destroys a connection as soon as an answer that says `close` is flushed. Where a body still comes in, the kernel then
 * sends a reset, which takes the answer with it before the client has read it. So our side is only shut, what still comes is
 * thrown away, and the connection is destroyed when the body is whole or the client has gone, or a second later.
 */
export function createLingering(): Lingering {
  const last = new WeakMap<Socket, IncomingMessage>();
  const answered = new WeakSet<Socket>();
  return {
    after(request) {
      const { socket } = request;
      const isNew = !last.has(socket);
      last.set(socket, request);
      if (!isNew) return;
      const destroySoon = socket.destroySoon.bind(socket);
      socket.destroySoon = () => {
        const body = last.get(socket);
        if (body === undefined || body.complete) return destroySoon();
        answered.add(socket);
        const destroy = (): void => void socket.destroy();
        const timer = setTimeout(destroy, LINGER_MS);
        body.once("end", destroy);
        socket.once("end", destroy);
        socket.once("close", () => clearTimeout(timer));
        socket.end();
      };
    },
    has: (socket) => answered.has(socket),
  };
}
