/**
 * The SharedWorker that holds one event stream for all tabs of a browser: over HTTP/1.1 an origin gets six connections,
 * so that the seventh tab with a stream of its own would wait forever.
 */
import { followEvents, type LiveMessage, type LiveState } from "./stream.ts";

const scope = self as unknown as { onconnect: (event: MessageEvent) => void };
const streams = new Map<string, { ports: Set<MessagePort>; state: LiveState; stop(): void }>();

function join(path: string, port: MessagePort): void {
  const known = streams.get(path);
  if (known !== undefined) {
    known.ports.add(port);
    port.postMessage({ kind: "state", state: known.state } satisfies LiveMessage);
    return;
  }
  const controller = new AbortController();
  const stream = {
    ports: new Set([port]),
    state: "connecting" as LiveState,
    stop: () => controller.abort(),
  };
  streams.set(path, stream);
  const say = (message: LiveMessage): void => {
    if (message.kind === "state") stream.state = message.state;
    for (const each of stream.ports) each.postMessage(message);
  };
  void followEvents(path, say, controller.signal);
}

function leave(port: MessagePort): void {
  for (const [path, stream] of streams) {
    stream.ports.delete(port);
    if (stream.ports.size > 0) continue;
    stream.stop();
    streams.delete(path);
  }
}

scope.onconnect = (event) => {
  const port = event.ports[0] as MessagePort;
  port.onmessage = ({ data }: MessageEvent<{ join: string } | "leave">) => {
    if (data === "leave") leave(port);
    else join(data.join, port);
  };
};
