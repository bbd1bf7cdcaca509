import { mkdtempSync, rmSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { watchForDeafness } from "./deaf.ts";

const PATIENCE = { firstMs: 20, signMs: 30, signs: 2 };

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fettle-deaf-"));
  path = join(folder, "s.sock");
});
afterEach(() => rmSync(folder, { recursive: true }));

const listening = async (server: net.Server): Promise<net.Server> => {
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return server;
};

test("a server that takes connections and says nothing is told", async () => {
  const server = await listening(net.createServer(() => undefined));
  await new Promise<void>((told) => watchForDeafness(path, told, PATIENCE));
  server.close();
});

test("one that is only slow with an answer gives a sign, and is left alone; so is one that is gone", async () => {
  const server = await listening(http.createServer((_, response) => void response.end("{}")));
  let told = 0;
  const tell = (): void => {
    told += 1;
  };
  const unwatch = watchForDeafness(path, tell, PATIENCE);
  await sleep(200);
  server.close();
  await sleep(200);
  unwatch();
  expect(told).toBe(0);
});
