import { existsSync, mkdtempSync, rmSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "#ground/clock";
import { createClient } from "#ground/http";
import { freePort } from "#ground/process";
import { createOutbox, createSender } from "./index.ts";

let folder: string;
let server: http.Server;
let paths: (string | undefined)[];
let kept: number[];
beforeEach(async () => {
  folder = join(mkdtempSync(join(tmpdir(), "fettle-sender-")), "outbox");
  paths = [];
  kept = [];
  server = http.createServer((request, response) => {
    paths.push(request.url);
    request.resume().on("end", () => response.end("{}"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
  rmSync(join(folder, ".."), { recursive: true, force: true });
});

const here = () => ({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
const senderAt = (client: ReturnType<typeof createClient>) =>
  createSender<{ name: string }>({
    client,
    clock: systemClock,
    patienceMs: 0,
    outbox: createOutbox({ folder, to: "here", refused: () => undefined }),
    upload: async ({ name }, file) => void (await client.upload(`/${name}`, file)),
    kept: ({ count }) => void kept.push(count),
  });

test("where the server answers, requests go to it in order, and never by way of the disk", async () => {
  const sender = senderAt(createClient(here()));
  await Promise.all(["/a", "/b", "/c"].map((path) => sender.post(path, {})));
  await sender.finish();
  expect(paths).toEqual(["/a", "/b", "/c"]);
  expect([kept, existsSync(folder)]).toEqual([[], false]);
});

test("while the server is away requests wait on disk, told once, and go in order when it is back", async () => {
  const gone = { url: `http://127.0.0.1:${await freePort()}` };
  let address = gone;
  const sender = senderAt(createClient(gone, async () => address));
  await sender.post("/a", {});
  await sender.upload({ name: "file" }, import.meta.filename);
  await sender.post("/b", {});
  expect(kept).toEqual([1]);
  await sender.finish();
  expect(kept).toEqual([1, 3]);
  address = here();
  await sender.finish();
  expect(paths).toEqual(["/a", "/file", "/b"]);
});
