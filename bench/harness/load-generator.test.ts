import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { answerEnd, generate } from "./load-generator.ts";

it("sends numbered requests on several connections and counts what is answered", async () => {
  const seen = new Set<string>();
  const server = createServer((request, response) => {
    request.setEncoding("utf8").on("data", (body: string) => {
      seen.add(body);
      const refused = seen.size % 10 === 0;
      response.writeHead(refused ? 400 : 200, { "content-length": 2 }).end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const result = await generate({
    port,
    path: "/log",
    body: '{"step": @N}',
    headers: { authorization: "Bearer x" },
    connections: 4,
    warmUpMs: 0,
    measureMs: 100,
  });
  server.close();
  expect(seen.size).toBe(result.answeredEver + result.refused);
  expect(seen).toContain('{"step": 100000001}');
  expect(result.refused).toBe(Math.floor(seen.size / 10));
  expect(result.lastRefusal).toMatch(/^HTTP\/1\.1 400/);
});

it("finds the end of an answer only when its head is whole", () => {
  expect(answerEnd("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n")).toBeUndefined();
  expect(answerEnd("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n")).toBe(40);
});
