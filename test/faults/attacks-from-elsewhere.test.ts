import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AttackedServer, openAttackedServer } from "#test/attacked-server";
import { type RawAnswer, type RawRequest, rawBytes } from "#test/raw-request";
import { canBeSecondUser } from "#test/second-user";
import { tellProof } from "#test/tell-proof";

let server: AttackedServer;
beforeAll(async () => {
  server = await openAttackedServer();
});
afterAll(async () => {
  await server.desk.close();
});

const ask = (request: RawRequest): Promise<RawAnswer> => server.ask(request);
describe("a page of somebody else", () => {
  const HOSTS = [
    ...[
      "evil.example",
      "localhost.evil.example",
      "127.0.0.1.evil.example",
      "127.0.0.1@evil.example",
    ],
    ...[
      "evil.example:5000",
      "0.0.0.0",
      "10.0.0.1",
      "[::]",
      "[::ffff:127.0.0.1]",
      "0x7f000001",
      "2130706433",
    ],
    ...[
      "127.1",
      "localhost.",
      "127.0.0.1:80:80",
      "localhost evil",
      "localhost,evil",
      "",
      " ",
      "127.0.0.1:x",
    ],
  ];
  test("reaches no route by a name that is not the server's", async () => {
    for (const host of HOSTS)
      for (const target of [
        "/",
        "/health",
        "/api/fettle/1/server",
        "/api/2.0/mlflow/experiments/search?max_results=1",
        "/nothing",
      ]) {
        const text = `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
        const { status } = await rawBytes(server.port, Buffer.from(text));
        expect([host, target, status]).toEqual([
          host,
          target,
          expect.toSatisfy((s) => s === 403 || s === 400),
        ]);
      }
    const own = `Host: 127.0.0.1:${server.port}\r\n`;
    for (const hosts of ["", `Host: evil.example\r\n${own}`, "Host : evil.example\r\n"]) {
      const text = `GET /health HTTP/1.1\r\n${hosts}Connection: close\r\n\r\n`;
      expect((await rawBytes(server.port, Buffer.from(text))).status).toBeGreaterThanOrEqual(400);
    }
    const old = await rawBytes(server.port, Buffer.from("GET /health HTTP/1.0\r\n\r\n"));
    expect(old.status).toBe(403);
  });

  test("neither changes nor reads anything", async () => {
    const name = "made by another origin";
    for (const origin of [
      "http://evil.example",
      "null",
      `http://localhost:${server.port + 1}`,
      `http://127.0.0.1:${server.port}.evil.example`,
      `https://evil.example#http://127.0.0.1:${server.port}`,
      "file://",
    ])
      for (const type of ["application/json", "text/plain", "application/x-www-form-urlencoded"]) {
        const headers = [`Origin: ${origin}`, `Content-Type: ${type}`];
        const made = await ask({
          method: "POST",
          target: "/api/2.0/mlflow/experiments/create",
          headers,
          body: JSON.stringify({ name }),
        });
        expect(made.status).toBe(403);
        const read = await ask({ target: "/api/fettle/1/server", headers });
        expect([read.status, /access-control/i.test(read.head)]).toEqual([403, false]);
        expect((await ask({ target: "/api/fettle/1/events?topics=runs", headers })).status).toBe(
          403,
        );
        expect(
          (await ask({ method: "OPTIONS", target: "/api/fettle/1/runs", headers })).status,
        ).toBe(403);
      }
    const found = await ask({
      target: `/api/2.0/mlflow/experiments/get-by-name?experiment_name=${encodeURIComponent(name)}`,
    });
    expect(found.status).toBe(404);
  });
});

const can = canBeSecondUser("that another user of the machine gets the public routes alone");
describe.skipIf(!can)("another user of the machine", () => {
  const curl = (...args: string[]) => {
    const { stdout } = spawnSync(
      "setpriv",
      [
        "--reuid=54321",
        "--regid=54321",
        "--clear-groups",
        "curl",
        "-s",
        "-m",
        "5",
        "-w",
        "\n%{http_code}",
        ...args,
      ],
      { encoding: "utf8" },
    );
    const at = stdout.lastIndexOf("\n");
    return { status: Number(stdout.slice(at + 1)), body: stdout.slice(0, at) };
  };
  const url = (path: string) => `http://127.0.0.1:${server.port}${path}`;

  test("gets the public routes and no other", () => {
    expect(curl(url("/health"))).toEqual({ status: 200, body: "OK" });
    for (const path of [
      "/api/fettle/1/server",
      "/api/fettle/1/runs",
      "/api/fettle/1/events",
      "/api/2.0/mlflow/experiments/search?max_results=1",
      "/ajax-api/3.0/mlflow/x",
      "/api/fettle/1/models",
    ])
      expect([path, curl(url(path)).status]).toEqual([path, 403]);
    const stop = curl("-X", "POST", url("/api/fettle/1/server/stop"));
    expect(stop.status).toBe(403);
    expect(stop.body).not.toContain(server.token);
    for (const guess of [
      "",
      "x",
      server.token.slice(0, -1),
      `${server.token}0`,
      server.token.toUpperCase(),
    ])
      expect(curl("-H", `Authorization: Bearer ${guess}`, url("/api/fettle/1/server")).status).toBe(
        403,
      );
    expect(curl("-u", ":", url("/api/fettle/1/server")).status).toBe(403);
    expect(
      curl("--unix-socket", join(server.desk.store, "server.sock"), url("/health")).status,
    ).toBe(0);
  });

  test("is let in by the token: as Bearer, as Basic, and by the cookie that the page gets for it", () => {
    const path = url("/api/fettle/1/server");
    expect(curl("-H", `Authorization: Bearer ${server.token}`, path).status).toBe(200);
    expect(curl("-u", `any:${server.token}`, path).status).toBe(200);
    const session = (token: string) =>
      curl("-i", "-X", "POST", "-d", JSON.stringify({ token }), url("/api/fettle/1/session"));
    const given = session(server.token);
    const cookie =
      /^set-cookie: (fettle_token=[^;]+); HttpOnly; SameSite=Strict; Path=\/\r$/im.exec(given.body);
    expect(curl("-H", `Cookie: ${cookie?.[1]}`, path).status).toBe(200);
    expect([session("wrong").status, session("").status]).toEqual([403, 403]);
    expect(curl("-X", "POST", "-d", "x".repeat(10_000), url("/api/fettle/1/session")).status).toBe(
      413,
    );
  });
});

test("no answer held a secret or a stack, and the log holds neither token nor bug", ({ task }) => {
  tellProof(task, { "requests answered": server.asked(), leaks: server.leaks().length });
  expect(server.leaks()).toEqual([]);
});
