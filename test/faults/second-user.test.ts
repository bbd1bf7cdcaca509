/** Another user of the same machine tries each way in, while the owner goes on working. */
import { readFileSync } from "node:fs";
import http from "node:http";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openOldProxy, openProxy, type PlainProxy } from "#test/plain-proxy";
import { canBeSecondUser, openSecondUser, type SecondUser } from "#test/second-user";
import { tellProof } from "#test/tell-proof";
import { type Desk, openDesk } from "#test/type-fettle";
import { startServer } from "../../src/app/connect.ts";

/** How long an attack may hold up an answer to the owner, on a machine that does other things too. */
const OWNER_WITHIN_MS = 5000;
const ATTACK_MS = 6000;
const MOMENT_MS = 300;
const INSPECTOR = 9229;
const READ = ["/api/fettle/1/server", "/api/fettle/1/runs", "/api/fettle/1/models"];
const SEARCH = "/api/2.0/mlflow/experiments/search?max_results=1";

/** A server, and its owner, who asks it all the time: over a connection that is kept and over new ones. */
type Served = {
  readonly desk: Desk;
  readonly port: number;
  readonly token: string;
  readonly pid: number;
  /** What the owner has been answered so far. */
  owner(): {
    readonly answers: number;
    readonly failures: readonly string[];
    readonly slowest: number;
  };
  close(): Promise<void>;
};

async function serve(headers: Record<string, string>): Promise<Served> {
  return serveAt(openDesk(), headers);
}

async function serveAt(desk: Desk, headers: Record<string, string>): Promise<Served> {
  const { url } = await startServer(desk.store);
  const port = Number(new URL(url).port);
  const failures: string[] = [];
  const kept = new http.Agent({ keepAlive: true, maxSockets: 1 });
  let answers = 0;
  let slowest = 0;
  let goesOn = true;
  const ask = (agent: http.Agent | false): Promise<void> =>
    new Promise((resolve) => {
      const began = performance.now();
      const end = (failure?: string): void => {
        if (failure !== undefined) failures.push(failure);
        answers += 1;
        slowest = Math.max(slowest, performance.now() - began);
        resolve();
      };
      const at = { host: "127.0.0.1", port, path: SEARCH, headers, agent };
      http
        .get(at, (response) => {
          response
            .resume()
            .on("end", () =>
              end(response.statusCode === 200 ? undefined : `${response.statusCode}`),
            );
          response.on("error", (error) => end(error.message));
        })
        .on("error", (error) => end(error.message));
    });
  const work = (async () => {
    while (goesOn) {
      await ask(kept);
      await ask(false);
      await sleep(10);
    }
  })();
  return {
    desk,
    port,
    token: readFileSync(join(desk.store, "token"), "utf8").trim(),
    pid: JSON.parse(readFileSync(join(desk.store, "server.json"), "utf8")).pid as number,
    owner: () => ({ answers, failures, slowest }),
    async close() {
      goesOn = false;
      await work;
      kept.destroy();
      await desk.close();
    },
  };
}

const can = canBeSecondUser("that a second user of the machine is refused everywhere");

describe.skipIf(!can)("a second user of the machine", () => {
  let served: Served;
  let user: SecondUser;
  const proxies: PlainProxy[] = [];
  beforeAll(async () => {
    user = openSecondUser();
    served = await serve({});
  });
  afterAll(async () => {
    for (const proxy of proxies) proxy.close();
    await served.close();
    user.close();
  });

  const curl = async (...args: string[]) => {
    const { code, stdout } = await user.run(
      ...(["curl", "-s", "-m", "10", "-w", "\n%{http_code}", ...args] as const),
    );
    const at = stdout.lastIndexOf("\n");
    return { code, status: Number(stdout.slice(at + 1)), body: stdout.slice(0, at) };
  };
  const url = (port: number, path: string) => `http://127.0.0.1:${port}${path}`;

  /** Asks through a proxy for what is the owner's, without and with the token. */
  async function asks(port: number, token: string): Promise<{ without: number[]; with: number[] }> {
    const statuses = async (...headers: string[]) => {
      const all: number[] = [];
      for (const path of [...READ, SEARCH])
        all.push((await curl(...headers, url(port, path))).status);
      const json = ["-X", "POST", "-H", "Content-Type: application/json"];
      const name = `made ${Math.random()}`;
      const body = ["-d", JSON.stringify({ name })];
      const made = url(port, "/api/2.0/mlflow/experiments/create");
      all.push((await curl(...headers, ...json, ...body, made)).status);
      return all;
    };
    const bearer = ["-H", `Authorization: Bearer ${token}`];
    return { without: await statuses(), with: await statuses(...bearer) };
  }
  const REFUSED = { without: Array(5).fill(403), with: Array(5).fill(200) };

  test("finds no inspector, and can't ask for one", async () => {
    const { code } = await user.run("kill", "-USR1", String(served.pid));
    expect(code).not.toBe(0);
    process.kill(served.pid, "SIGUSR1");
    await sleep(MOMENT_MS);
    expect((await curl(url(INSPECTOR, "/json/list"))).code).toBe(7);
  });

  test("can't use the socket, nor read what lies in the store", async () => {
    const { store } = served.desk;
    const over = await curl("--unix-socket", join(store, "server.sock"), "http://localhost/health");
    expect([over.code, over.status]).toEqual([7, 0]);
    for (const file of ["token", "server.json", "fettle.db", "server.log"])
      expect((await user.run("cat", join(store, file))).code).toBe(1);
  });

  const SAID: readonly [string, Record<string, string>][] = [
    ["X-Forwarded-For", { "x-forwarded-for": "192.0.2.1" }],
    ["X-Forwarded-Proto alone", { "x-forwarded-proto": "https" }],
    ["Forwarded", { forwarded: "for=192.0.2.1" }],
    ["Via", { via: "1.1 proxy" }],
    ["X-Real-IP", { "x-real-ip": "192.0.2.1" }],
    ["a header without a value", { "x-forwarded-host": "" }],
  ];
  test.each(SAID)("is refused behind a proxy of the owner that says %s", async (_name, said) => {
    const to = { host: "127.0.0.1", port: served.port };
    const proxy = await openProxy(to, () => ({ host: "localhost", ...said }));
    proxies.push(proxy);
    expect(await asks(proxy.port, served.token)).toEqual(REFUSED);
    const socketPath = join(served.desk.store, "server.sock");
    const toSocket = await openProxy({ socketPath }, () => ({ host: "localhost", ...said }));
    proxies.push(toSocket);
    expect(await asks(toSocket.port, served.token)).toEqual(REFUSED);
  });

  test("is refused behind one that speaks HTTP/1.0 and says nothing, as nginx does by default", async () => {
    const proxy = await openOldProxy(served.port);
    proxies.push(proxy);
    expect(await asks(proxy.port, served.token)).toEqual(REFUSED);
  });

  test("is refused behind one that says nothing at all by --token-only, on port and socket, which the owner still uses", async () => {
    const desk = openDesk();
    const once = desk.start("server", "--port", "0", "--token-only");
    await expect
      .poll(async () => (await desk.type("server", "status")).code, { timeout: 20_000 })
      .toBe(0);
    once.kill("SIGINT");
    await new Promise((resolve) => once.once("close", resolve));
    // The next one, which a command starts in the background, has not been told so, and knows it.
    const { url: at } = await startServer(desk.store);
    const token = readFileSync(join(desk.store, "token"), "utf8").trim();
    const to = { host: "127.0.0.1", port: Number(new URL(at).port) };
    for (const where of [to, { socketPath: join(desk.store, "server.sock") }]) {
      const proxy = await openProxy(where, () => ({ host: "localhost" }));
      proxies.push(proxy);
      expect(await asks(proxy.port, token)).toEqual(REFUSED);
    }
    expect((await desk.type("server", "status")).code).toBe(0);
    expect((await desk.type("trash", "list")).code).toBe(0);
    expect((await desk.type("server", "stop")).code).toBe(0);
    await desk.close();
  });

  test("would be taken for the owner behind a silent one else: that is what --token-only is for", async () => {
    const proxy = await openProxy({ host: "127.0.0.1", port: served.port }, () => ({}));
    proxies.push(proxy);
    expect((await curl(url(proxy.port, SEARCH))).status).toBe(200);
  });

  /** Opens connections from many addresses of this machine as fast as they are closed, each with the start of something. */
  const FLOOD = `
    const { connect } = require("node:net");
    const [, port, ms, most] = process.argv;
    const half = "Content-Length: 1000\\r\\n\\r\\n{";
    const host = "Host: localhost\\r\\n";
    const starts = [
      "", "GET /he", "GET /health HTTP/1.1\\r\\n" + host + half,
      "POST /api/fettle/1/session HTTP/1.1\\r\\n" + host + half,
      "POST /api/2.0/mlflow/runs/create HTTP/1.1\\r\\n" + host + half,
      "PUT /api/2.0/mlflow-artifacts/artifacts/0/x/artifacts/y HTTP/1.1\\r\\n" + host + half,
      "POST /nothing HTTP/1.1\\r\\n" + host + half,
      "POST /a%2fb HTTP/1.1\\r\\n" + host + half,
      "GET / HTTP/1.1\\r\\n" + host + "\\r\\n",
    ];
    let opened = 0, ends = false;
    const open = () => {
      if (ends) return;
      const i = opened++;
      const localAddress = "127.0.0." + (1 + i % 40);
      const socket = connect({ port: Number(port), host: "127.0.0.1", localAddress }, () => socket.write(starts[i % starts.length]));
      socket.on("error", () => {});
      socket.resume().on("close", () => setTimeout(open, 100));
    };
    for (let i = 0; i < Number(most); i += 1) open();
    setTimeout(() => { ends = true; console.log(opened); process.exit(0); }, Number(ms));
  `;

  test("holds no more than a share of the connections, whatever he leaves unfinished", async ({
    task,
  }) => {
    const before = served.owner().answers;
    const flood = user.start(FLOOD, String(served.port), String(ATTACK_MS), "1500");
    let opened = "";
    flood.stdout?.on("data", (chunk) => {
      opened += chunk;
    });
    await new Promise((resolve) => flood.once("close", resolve));
    const { answers } = served.owner();
    tellProof(task, { "connections opened": Number(opened), "owner answered": answers - before });
    expect(Number(opened)).toBeGreaterThan(1500);
    expect(answers - before).toBeGreaterThan(0);
  });

  test("nor do a thousand idle connections of the owner keep a newcomer out", async () => {
    const sockets: Socket[] = [];
    const text = `GET ${READ[0]} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${served.token}\r\n\r\n`;
    const ask = (): Promise<unknown> => {
      const socket = connect(served.port, "127.0.0.1", () => socket.write(text));
      socket.on("error", () => undefined);
      sockets.push(socket);
      return new Promise((resolve) => socket.once("data", resolve).once("close", resolve));
    };
    while (sockets.length < 1100) await Promise.all(Array.from({ length: 50 }, ask));
    expect((await curl(url(served.port, "/health"))).status).toBe(200);
    const bearer = `Authorization: Bearer ${served.token}`;
    expect((await curl("-H", bearer, url(served.port, SEARCH))).status).toBe(200);
    const closed = sockets.filter((socket) => socket.closed).length;
    for (const socket of sockets) socket.destroy();
    expect(closed).toBeGreaterThan(0);
    expect(closed).toBeLessThan(200);
  });

  test("and the owner was served throughout", ({ task }) => {
    const { answers, failures, slowest } = served.owner();
    tellProof(task, { "owner answered": answers, failures: failures.length });
    expect(failures).toEqual([]);
    expect(slowest).toBeLessThan(OWNER_WITHIN_MS);
  });
});
