import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import http from "node:http";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createClient } from "#ground/http";
import { type AttackedServer, openAttackedServer } from "#test/attacked-server";
import { startServer } from "../../src/app/connect.ts";

const PROXY = "/api/2.0/mlflow-artifacts/artifacts";
/** The server's own limit is 10 s, looked after every 5 s. */
const SLOW_WITHIN_MS = 17_000;

let server: AttackedServer;
let silent: Promise<number>;
beforeAll(async () => {
  server = await openAttackedServer();
  silent = heldOpen("GET /health HTTP/1.1\r\nHost: loc");
});
afterAll(async () => {
  await server.desk.close();
});

const processId = () =>
  (JSON.parse(readFileSync(join(server.desk.store, "server.json"), "utf8")) as { pid: number }).pid;
const openFiles = () =>
  process.platform === "linux" ? readdirSync(`/proc/${processId()}/fd`).length : 0;
const where = () => `${PROXY}/${server.run.artifactUri.replace("mlflow-artifacts:/", "")}`;
const incoming = () => readdirSync(join(server.desk.store, "artifacts", ".fettle", "incoming"));

function open(text: string): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect(server.port, "127.0.0.1", () =>
      socket.write(text, () => resolve(socket)),
    );
    socket.on("error", () => undefined);
  });
}

/** How long the server keeps a connection that says this and no more. */
async function heldOpen(text: string): Promise<number> {
  const began = performance.now();
  const socket = await open(text);
  await new Promise((resolve) => socket.once("close", resolve).resume());
  return performance.now() - began;
}

describe("a client that goes away", () => {
  test("leaves no open file, nothing half, and no listener behind", async () => {
    writeFileSync(join(server.artifacts, "large.bin"), Buffer.alloc(20 * 1024 * 1024));
    const before = openFiles();
    const host = "Host: localhost\r\n";
    const sockets = await Promise.all(
      Array.from({ length: 40 }, (_, i) => [
        open(`PUT ${where()}/half-${i}.bin HTTP/1.1\r\n${host}Content-Length: 100000\r\n\r\nhalf`),
        open(
          `PUT ${where()}/half-${i}.bin HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n`,
        ),
        open(`GET ${where()}/large.bin HTTP/1.1\r\n${host}\r\n`),
        open(`GET /api/fettle/1/events?topics=runs HTTP/1.1\r\n${host}\r\n`),
        open(`POST /api/2.0/mlflow/runs/log-batch HTTP/1.1\r\n${host}Content-Length: 100\r\n\r\n{`),
      ]).flat(),
    );
    await sleep(500);
    for (const socket of sockets) socket.destroy();
    await expect.poll(openFiles, { timeout: 5000 }).toBeLessThanOrEqual(before + 2);
    await expect.poll(incoming).toEqual([]);
    expect(readdirSync(server.artifacts).filter((name) => name.startsWith("half"))).toEqual([]);
  });

  test("and one that lies about its length changes no other request", async () => {
    const smuggled = "GET /api/fettle/1/server HTTP/1.1\r\nHost: localhost\r\n\r\n";
    for (const lengths of [
      "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
      "Content-Length: 4\r\nContent-Length: 5\r\n",
      "Content-Length: -1\r\n",
      "Content-Length: 1e3\r\n",
      "Transfer-Encoding: xchunked\r\n",
    ]) {
      const target = `${where()}/lied.bin`;
      const socket = await open(
        `PUT ${target} HTTP/1.1\r\nHost: localhost\r\n${lengths}\r\n0\r\n\r\n${smuggled}`,
      );
      const text = await new Promise<string>((resolve) => {
        let all = "";
        socket.on("data", (chunk) => (all += chunk)).on("close", () => resolve(all));
      });
      expect([lengths, text.slice(0, 12)]).toEqual([lengths, "HTTP/1.1 400"]);
      expect(text).not.toContain("startedAt");
    }
    expect(readdirSync(server.artifacts)).not.toContain("lied.bin");
  });
});

test("a client that never ends its headers is not waited for", async () => {
  expect(await silent).toBeLessThan(SLOW_WITHIN_MS);
});

test("a server that is stopped under load keeps what it acknowledged, and ends the rest cleanly", async () => {
  const agent = new http.Agent({ keepAlive: true });
  const acknowledged = new Set<number>();
  let step = 0;
  let alive = true;
  const log = (mine: number): Promise<boolean> =>
    new Promise((resolve) => {
      const body = { run_id: server.run.id, key: "stop", value: mine, timestamp: 1, step: mine };
      const request = http.request(
        {
          host: "127.0.0.1",
          port: server.port,
          method: "POST",
          path: "/api/2.0/mlflow/runs/log-metric",
          headers: { "content-type": "application/json" },
          agent,
        },
        (response) => {
          response.resume().on("end", () => resolve(response.statusCode === 200));
          response.on("error", () => resolve(false));
        },
      );
      request.on("error", () => resolve(false));
      request.end(JSON.stringify(body));
    });
  const writers = Array.from({ length: 8 }, async () => {
    while (alive) {
      const mine = step++;
      if (await log(mine)) acknowledged.add(mine);
      else alive = false;
    }
  });
  const upload = await open(
    `PUT ${where()}/slow.bin HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\nhalf`,
  );
  const stream = await open(
    "GET /api/fettle/1/events?topics=runs HTTP/1.1\r\nHost: localhost\r\n\r\n",
  );
  await sleep(300);
  const began = performance.now();
  expect((await server.desk.type("server", "stop")).code).toBe(0);
  expect(performance.now() - began).toBeLessThan(10_000);
  await Promise.all(writers);
  for (const socket of [upload, stream]) socket.destroy();
  agent.destroy();
  expect(server.leaks()).toEqual([]);
  expect(incoming()).toEqual([]);
  expect(readdirSync(server.artifacts)).not.toContain("slow.bin");
  const client = createClient(await startServer(server.desk.store));
  const query = { run_id: server.run.id, metric_key: "stop", max_results: 25_000 };
  const { metrics } = await client.get<{ metrics: { step: number }[] }>(
    "/api/2.0/mlflow/metrics/get-history",
    query,
  );
  const kept = new Set(metrics.map((metric) => metric.step));
  expect(acknowledged.size).toBeGreaterThan(8);
  expect([...acknowledged].filter((mine) => !kept.has(mine))).toEqual([]);
});
