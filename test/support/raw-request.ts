import http from "node:http";
import { connect } from "node:net";

/** An answer as it came over the wire. */
export type RawAnswer = { readonly status: number; readonly head: string; readonly body: string };

export type RawRequest = {
  readonly method?: string;
  /** The request target, sent as it is written. */
  readonly target: string;
  /** Header lines; Host is added where none is given. */
  readonly headers?: readonly string[];
  readonly body?: string;
};

const agent = new http.Agent({ keepAlive: true, maxSockets: 16 });

/**
 * Sends a request whose target and headers are left as they are written, over connections that are kept, to a port of this
 * machine or to a socket.
 */
export function rawRequest(where: number | string, request: RawRequest): Promise<RawAnswer> {
  const { method = "GET", target, headers = [], body = "" } = request;
  return new Promise((resolve, reject) => {
    const fields: Record<string, string> = {};
    for (const line of headers)
      fields[line.slice(0, line.indexOf(":"))] = line.slice(line.indexOf(":") + 2);
    const sent = http.request(
      {
        ...(typeof where === "string" ? { socketPath: where } : { host: "127.0.0.1", port: where }),
        method,
        path: target,
        headers: fields,
        agent,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          const pairs = response.rawHeaders.flatMap((text, i) =>
            i % 2 === 0 ? [`${text}: ${response.rawHeaders[i + 1]}`] : [],
          );
          resolve({
            status: response.statusCode ?? 0,
            head: pairs.join("\n"),
            body: Buffer.concat(chunks).toString("latin1"),
          });
        });
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}

/** Sends these bytes and gives what comes back until the connection ends. */
export function rawBytes(port: number, bytes: Uint8Array): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    socket.setTimeout(5000, () => socket.destroy());
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    socket.on("error", () => undefined);
    socket.on("close", () => {
      const text = Buffer.concat(chunks).toString("latin1");
      const end = text.indexOf("\r\n\r\n");
      const status = Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0);
      resolve({ status, head: text.slice(0, end).replaceAll("\r", ""), body: text.slice(end + 4) });
    });
  });
}
