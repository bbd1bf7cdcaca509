import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createClient, type ServerClient } from "./index.ts";

let folder: string;
let server: http.Server;
let client: ServerClient;
let received: number;
let begun: () => void;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "fettle-client-"));
  received = 0;
  begun = () => undefined;
  server = http.createServer((request, response) => {
    request.on("data", (chunk: Buffer) => {
      received += chunk.length;
      begun();
    });
    request.on("error", () => undefined);
    request.on("end", () => response.end("{}"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  client = createClient({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
  rmSync(folder, { recursive: true });
});

test("uploads a file whole, also an empty one", async () => {
  for (const size of [0, 1, 300_000]) {
    received = 0;
    writeFileSync(join(folder, "a"), "x".repeat(size));
    await client.upload("/a", join(folder, "a"));
    expect(received).toBe(size);
  }
});

test("ends an upload with an error where the file becomes shorter meanwhile", async () => {
  const path = join(folder, "a");
  writeFileSync(path, Buffer.alloc(64 * 1024 * 1024));
  begun = () => truncateSync(path, 1000);
  await expect(client.upload("/a", path)).rejects.toMatchObject({
    code: "FILE_FAILED",
    message: expect.stringContaining("became shorter"),
  });
});

test("reads a long answer as it comes, and tells where it was cut off", async () => {
  server.removeAllListeners("request");
  server.on("request", (request, response) => {
    if (request.url === "/no") return void response.writeHead(404).end('{"message":"not here"}');
    response.write("one\n");
    if (request.url === "/cut") setImmediate(() => response.destroy());
    else response.end("two\n");
  });
  const read = async (path: string): Promise<string> => {
    let text = "";
    for await (const chunk of await client.stream(path)) text += String(chunk);
    return text;
  };
  await expect(read("/whole")).resolves.toBe("one\ntwo\n");
  await expect(read("/cut")).rejects.toThrow();
  await expect(read("/no")).rejects.toMatchObject({ code: "SERVER_REFUSED" });
});

test("names a file that is not there, and takes it for no server that is away", async () => {
  let started = 0;
  const revive = async () => {
    started += 1;
    return client.address;
  };
  const file = join(folder, "none");
  for (const asking of [client, createClient(client.address, revive)])
    await expect(asking.upload("/a", file)).rejects.toMatchObject({
      code: "FILE_MISSING",
      facts: { path: file },
    });
  expect(started).toBe(0);
});

test("sends the body of every method, also of DELETE", async () => {
  for (const send of ["post", "put", "patch", "delete"] as const) {
    received = 0;
    expect(await client[send]("/a", { reason: "ä" })).toEqual({});
    expect([send, received]).toEqual([send, Buffer.byteLength('{"reason":"ä"}')]);
  }
});
