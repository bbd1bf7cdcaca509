import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";

/** How long a client whose body was not wanted may take to read why. */
const LINGER_MS = 1000;

/** Connections that are answered for the last time; what still comes in is nobody's request. */
export type Lingering = {
  /** Lets the client read an answer that says `close`, which may go out while the body of its request still comes in. */
  after(request: IncomingMessage): void;
  has(socket: Socket): boolean;
};

/**
 * Node destroys a connection as soon as an answer that says `close` is flushed. Where a body still comes in, the kernel then
 * sends a reset, which takes the answer with it before the client has read it; a client that is about to say that its body
 * has ended fails too. So our side is only shut, what still comes is thrown away, and the connection is destroyed when the
 * client has gone too, or a second later.
 */
export function createLingering(): Lingering {
  const asked = new WeakSet<Socket>();
  const answered = new WeakSet<Socket>();
  return {
    after({ socket }) {
      if (asked.has(socket)) return;
      asked.add(socket);
      // Node calls it after the last answer of a connection, and then alone.
      socket.destroySoon = () => {
        answered.add(socket);
        const destroy = (): void => void socket.destroy();
        const timer = setTimeout(destroy, LINGER_MS);
        socket.once("end", destroy);
        socket.once("close", () => clearTimeout(timer));
        socket.end();
      };
    },
    has: (socket) => answered.has(socket),
  };
}
