import http, { type IncomingHttpHeaders } from "node:http";
import { type AddressInfo, connect, createServer } from "node:net";

/** A reverse proxy of this very user, as one beside the server is. */
export type PlainProxy = { readonly port: number; close(): void };

/** Passes requests on to a server's port or socket, with what `added` makes of the headers. */
export function openProxy(
  to: { host: string; port: number } | { socketPath: string },
  added: (headers: IncomingHttpHeaders) => http.OutgoingHttpHeaders,
): Promise<PlainProxy> {
  const agent = new http.Agent({ keepAlive: true });
  const server = http.createServer((request, response) => {
    const onward = http.request(
      {
        ...to,
        agent,
        method: request.method ?? "GET",
        path: request.url ?? "/",
        headers: { ...request.headers, ...added(request.headers) },
      },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    // A body that was not wanted can't be written to its end, but the answer has come.
    onward.on("error", () => {
      if (!response.headersSent) response.destroy();
    });
    request.pipe(onward);
  });
  return listening(server, () => agent.destroy());
}

/** As nginx without any setting: HTTP/1.0, a connection for each request, and not a word about itself. */
export function openOldProxy(to: number): Promise<PlainProxy> {
  const server = createServer((client) => {
    const onward = connect(to, "127.0.0.1");
    let head = "";
    client.on("data", (chunk) => {
      const isFirst = head === "";
      head = isFirst ? chunk.toString("latin1").replace(" HTTP/1.1\r\n", " HTTP/1.0\r\n") : head;
      onward.write(isFirst ? Buffer.from(head, "latin1") : chunk);
    });
    onward.pipe(client);
    for (const [one, other] of [
      [client, onward],
      [onward, client],
    ] as const) {
      one.on("error", () => other.destroy());
      one.on("close", () => other.destroy());
    }
  });
  return listening(server, () => undefined);
}

function listening(server: import("node:net").Server, end: () => void): Promise<PlainProxy> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      resolve({
        port,
        close() {
          server.close();
          end();
        },
      });
    });
  });
}
