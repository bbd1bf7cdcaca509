/** Another user of the machine tries each route there is, in each way that has ever let somebody in somewhere. */
import { randomBytes } from "node:crypto";
import { networkInterfaces } from "node:os";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RouteShape } from "#ground/http";
import { type AttackedServer, openAttackedServer } from "#test/attacked-server";
import { random } from "#test/random";
import { canBeSecondUser, openSecondUser, type SecondUser } from "#test/second-user";
import { type Heard, hearAs } from "#test/strangers";
import { tellProof } from "#test/tell-proof";
import { openDesk } from "#test/type-fettle";
import { allRoutes } from "../../src/app/all-routes.ts";

const SEED = Number(process.env["FETTLE_SEED"] ?? Math.floor(Date.now() / 86_400_000));
/** Of the ways so many are tried at each route, others another day; `npm run prove` tries all. */
const SHARE = process.env["FETTLE_PROVE"] === "1" ? 1 : 0.2;
const LARGE = 20_000;
const PRIVATE = "/api/fettle/1/server";

/** A way to ask: header lines, and what becomes of the target. */
type Way = { readonly lines?: readonly string[]; readonly target?: (target: string) => string };

/** Ways that must be refused with 403 at each route; the token is the right one. */
function refusedWays(token: string, other: string): Record<string, Way> {
  const bearer = `Authorization: Bearer ${token}`;
  return {
    nothing: {},
    "a wrong token": { lines: [`Authorization: Bearer ${token.slice(0, -1)}x`] },
    "another store's token": { lines: [`Authorization: Bearer ${other}`] },
    "the token in the query": { target: (t) => `${t}?token=${token}&access_token=${token}` },
    "the token by another scheme": { lines: [`Authorization: Token ${token}`] },
    "the token by no scheme": { lines: [`Authorization: ${token}`] },
    "the token in other headers": {
      lines: [`Proxy-Authorization: Bearer ${token}`, `X-Auth-Token: ${token}`, `Token: ${token}`],
    },
    "the token in another cookie": { lines: [`Cookie: token=${token}; x-fettle_token=${token}`] },
    "the token as the name of Basic": {
      lines: [`Authorization: Basic ${Buffer.from(`${token}:`).toString("base64")}`],
    },
    "an address of this machine": {
      lines: [
        "X-Forwarded-For: 127.0.0.1",
        "X-Real-IP: ::1",
        "Forwarded: for=127.0.0.1;host=localhost",
        "Client-IP: 127.0.0.1",
      ],
    },
    "a user's name": { lines: ["X-Forwarded-User: root", "Remote-User: root", "X-User: owner"] },
    "another path in a header": { lines: ["X-Original-URL: /health", "X-Rewrite-URL: /health"] },
    "another method in a header": { lines: ["X-HTTP-Method-Override: GET"] },
    "the token from no origin": { lines: [bearer, "Origin: null"] },
    "the token from another origin": { lines: [bearer, "Origin: http://evil.example"] },
    "the token from another site": { lines: [bearer, "Sec-Fetch-Site: cross-site"] },
    "the token for another name": { lines: [bearer, "Host: evil.example"] },
    "the token for a name that begins well": { lines: [bearer, "Host: localhost.evil.example"] },
  };
}

/** Ways that name the route in another spelling: refused, or no route at all. */
const SPELLINGS: Record<string, Way> = {
  "two slashes": { target: (t) => `/${t}` },
  "two slashes inside": { target: (t) => t.replace(/\/(?=[^/]*$)/, "//") },
  "a step up": { target: (t) => `/health/..${t}` },
  "an encoded step up": { target: (t) => `/health/%2e%2e${t}` },
  "an encoded slash": { target: (t) => `/health%2f..${t}` },
  "a NUL": { target: (t) => `${t}%00` },
  "a fragment": { target: (t) => `/health#${t}` },
  "a parameter": { target: (t) => `${t};a=/health` },
  "a backslash": { target: (t) => t.replaceAll("/", "\\") },
  "capital letters": { target: (t) => t.toUpperCase() },
  "an encoded letter": { target: (t) => t.replace("a", "%61") },
  "a slash at the end": { target: (t) => `${t}/` },
  "an absolute address": { target: (t) => `http://localhost${t}` },
  "another host's address": { target: (t) => `http://evil.example${t}` },
};

/** Requests that are no proper ones, or two in one. */
function oddRequests(): Record<string, string> {
  const host = "Host: localhost\r\n";
  const get = (target: string, more = "") => `GET ${target} HTTP/1.1\r\n${host}${more}\r\n`;
  const post = (more: string, body: string) =>
    `POST ${PRIVATE}/stop HTTP/1.1\r\n${host}${more}\r\n${body}`;
  const hidden = get(PRIVATE);
  const length = `Content-Length: ${hidden.length + 5}\r\n`;
  return {
    "HTTP/2's preface": `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${"\0".repeat(9)}`,
    "HTTP/2 by upgrade": get(
      PRIVATE,
      "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n",
    ),
    "a websocket": get(
      PRIVATE,
      "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n",
    ),
    "length and chunks": post(`${length}Transfer-Encoding: chunked\r\n`, `0\r\n\r\n${hidden}`),
    "chunks and length": post(`Transfer-Encoding: chunked\r\n${length}`, `0\r\n\r\n${hidden}`),
    "chunks with a blank": post(`Transfer-Encoding : chunked\r\n${length}`, `0\r\n\r\n${hidden}`),
    "unknown chunks": post("Transfer-Encoding: xchunked\r\n", `0\r\n\r\n${hidden}`),
    "chunks, then none": post("Transfer-Encoding: chunked, identity\r\n", `0\r\n\r\n${hidden}`),
    "chunks twice": post(
      "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
      `0\r\n\r\n${hidden}`,
    ),
    "two lengths": post("Content-Length: 5\r\nContent-Length: 6\r\n", `hello${hidden}`),
    "one length twice": post("Content-Length: 5\r\nContent-Length: 5\r\n", `hello${hidden}`),
    "a length of two": post("Content-Length: 5, 5\r\n", `hello${hidden}`),
    "a length with a sign": post("Content-Length: +5\r\n", `hello${hidden}`),
    "a length below nothing": post("Content-Length: -1\r\n", hidden),
    "a length in hexadecimal": post("Content-Length: 0x5\r\n", `hello${hidden}`),
    "a length too long": post("Content-Length: 99999999999999999999\r\n", hidden),
    "a folded header": get(PRIVATE, "X: a\r\n Host: evil.example\r\n"),
    "an extension of a chunk": post(
      "Transfer-Encoding: chunked\r\n",
      `5;a="\n\r\n"\r\nhello\r\n0\r\n\r\n${hidden}`,
    ),
    "a chunk too long": post("Transfer-Encoding: chunked\r\n", `FFFFFFFFFFFFFFFF1\r\n${hidden}`),
    "a chunk below nothing": post(
      "Transfer-Encoding: chunked\r\n",
      `-5\r\nhello\r\n0\r\n\r\n${hidden}`,
    ),
    "a chunk by a line feed": post("Transfer-Encoding: chunked\r\n", `5\nhello\n0\n\n${hidden}`),
    "a trailer": post(
      "Transfer-Encoding: chunked\r\nTrailer: Host\r\n",
      `0\r\nHost: evil.example\r\n\r\n${hidden}`,
    ),
    "a body that hides a request": post("Content-Length: 5\r\n", `hello${hidden}`),
    "a body of a GET": get(PRIVATE, `Content-Length: ${hidden.length}\r\n`) + hidden,
    "a public one before it": get("/health") + hidden,
    "a header of 20 kB": get(PRIVATE, `X: ${"a".repeat(LARGE)}\r\n`),
    "a cookie of 12 kB": get(PRIVATE, `Cookie: ${"a=b; ".repeat(LARGE / 8)}\r\n`),
    "a target of 20 kB": get(`${PRIVATE}?${"a".repeat(LARGE)}`),
    "three thousand headers": get(PRIVATE, "X: y\r\n".repeat(3000)),
    "a NUL in a header": get(PRIVATE, "X: a\0b\r\n"),
    "a NUL in the target": get(`${PRIVATE}\0`),
    "a return in a header": get(PRIVATE, "X: a\rHost: evil.example\r\n"),
    "line feeds alone": `GET ${PRIVATE} HTTP/1.1\nHost: localhost\n\n`,
    "a blank before a colon": get(PRIVATE, "Authorization : Bearer x\r\n"),
    "a header without a name": get(PRIVATE, ": x\r\n"),
    "two hosts": get(PRIVATE, "Host: evil.example\r\n"),
    "no host": `GET ${PRIVATE} HTTP/1.1\r\n\r\n`,
    "a host with a user": `GET ${PRIVATE} HTTP/1.1\r\nHost: localhost@evil.example\r\n\r\n`,
    "a tunnel": "CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a trace": `TRACE ${PRIVATE} HTTP/1.1\r\n${host}Cookie: a=b\r\n\r\n`,
    "all options": `OPTIONS * HTTP/1.1\r\n${host}\r\n`,
    "a request before another origin's": `OPTIONS ${PRIVATE} HTTP/1.1\r\n${host}Origin: http://evil.example\r\nAccess-Control-Request-Method: POST\r\n\r\n`,
    "HTTP/0.9": `GET ${PRIVATE}\r\n\r\n`,
    "HTTP/1.0": `GET ${PRIVATE} HTTP/1.0\r\n${host}Connection: keep-alive\r\n\r\n${hidden}`,
    "HTTP/1.9": `GET ${PRIVATE} HTTP/1.9\r\n${host}\r\n`,
    "a method in small letters": `get ${PRIVATE} HTTP/1.1\r\n${host}\r\n`,
    "a method of its own": `FETTLE ${PRIVATE} HTTP/1.1\r\n${host}\r\n`,
    "a body announced": post("Content-Length: 5000000\r\nExpect: 100-continue\r\n", ""),
    "a wonder expected": get(PRIVATE, "Expect: wonders\r\n"),
    TLS: "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    SSH: "SSH-2.0-OpenSSH_9.2\r\n",
    "a blank line first": `\r\n\r\n${hidden}`,
  };
}

const can = canBeSecondUser("that a second user gets nothing from any route");

describe.skipIf(!can)("a second user", () => {
  let server: AttackedServer;
  let user: SecondUser;
  let routes: readonly RouteShape[];
  let before: readonly string[];
  beforeAll(async () => {
    user = openSecondUser();
    server = await openAttackedServer();
    const facts = { token: server.token, stop: () => undefined, startedAt: 0, version: "0" };
    routes = (await allRoutes(facts)).filter(({ permission }) => permission !== "public");
    before = server.surroundings();
  });
  afterAll(async () => {
    await server.desk.close();
    user.close();
  });

  /** The address of a route, with what is there in the place of its parameters. */
  const targetOf = ({ path }: RouteShape): string => {
    const file = server.run.artifactUri.replace("mlflow-artifacts:/", "");
    return path
      .replace(/\*$/, `${file}/model/model.json`)
      .replaceAll(/:(\w+)/g, (_all, name: string) => {
        if (name === "version") return "1";
        return /name|model/.test(name) ? "intent" : server.run.id;
      });
  };
  const said = ({ method }: RouteShape, target: string, { lines = [] }: Way): string => {
    const hosts = lines.some((line) => line.startsWith("Host:")) ? [] : ["Host: localhost"];
    const body = method === "GET" ? [] : ["Content-Type: application/json", "Content-Length: 2"];
    return `${[`${method} ${target} HTTP/1.1`, ...hosts, ...lines, ...body].join("\r\n")}\r\n\r\n${method === "GET" ? "" : "{}"}`;
  };
  /** What nobody may hear who was not let in. */
  const leaks = ({ text }: Heard, target: string): string[] =>
    [server.token, server.desk.store, '"pid"', server.run.id].filter(
      (secret) => text.includes(secret) && !target.includes(secret),
    );
  const here = () => ({ host: "127.0.0.1", port: server.port });

  test(`is refused at each route in each way (seed ${SEED})`, async ({ task }) => {
    const chance = random(SEED);
    const ways = Object.entries(refusedWays(server.token, randomBytes(32).toString("hex")));
    const tries = routes.flatMap((route) =>
      ways
        .filter(([name]) => name === "nothing" || chance() < SHARE)
        .map(([name, way]) => {
          const plain = targetOf(route);
          const target = way.target?.(plain) ?? plain;
          return {
            name: `${route.method} ${target}: ${name}`,
            target,
            text: said(route, target, way),
          };
        }),
    );
    const heard = await hearAs(
      user,
      here(),
      tries.map(({ text }) => text),
    );
    const wrong = tries.flatMap(({ name, target }, i) => {
      const one = heard[i] as Heard;
      const ok = one.statuses.length === 1 && one.statuses[0] === 403;
      return ok && leaks(one, target).length === 0 ? [] : [`${name}: ${one.text.slice(0, 300)}`];
    });
    tellProof(task, {
      routes: routes.length,
      ways: ways.length,
      tries: tries.length,
      "let in": wrong.length,
    });
    expect(wrong).toEqual([]);
    expect(routes.length).toBeGreaterThan(100);
  });

  test("finds no route by another spelling of its path", async ({ task }) => {
    const chance = random(SEED + 1);
    const tries = routes.flatMap((route) =>
      Object.entries(SPELLINGS)
        .filter(() => chance() < SHARE)
        .map(([name, way]) => {
          const target = way.target?.(targetOf(route)) ?? "";
          return {
            name: `${route.method} ${target}: ${name}`,
            target,
            text: said(route, target, way),
          };
        }),
    );
    const heard = await hearAs(
      user,
      here(),
      tries.map(({ text }) => text),
    );
    const wrong = tries.flatMap(({ name, target }, i) => {
      const one = heard[i] as Heard;
      const ok = one.statuses.length === 1 && [400, 403, 404].includes(one.statuses[0] as number);
      return ok && leaks(one, target).length === 0 ? [] : [`${name}: ${one.text.slice(0, 300)}`];
    });
    tellProof(task, { tries: tries.length, "let in": wrong.length });
    expect(wrong).toEqual([]);
  });

  test("hears one refusal at most of a request that is two, or none", async ({ task }) => {
    const odd = Object.entries(oddRequests());
    const heard = await hearAs(
      user,
      here(),
      odd.map(([, text]) => text),
    );
    const wrong = odd.flatMap(([name, text], i) => {
      const one = heard[i] as Heard;
      const [first = 403, ...more] = one.statuses.filter((status) => status !== 100);
      const isPublic = name === "a public one before it";
      const ok = more.length === 0 && (isPublic ? first === 200 : first >= 400 && first < 500);
      return ok && leaks(one, text).length === 0 ? [] : [`${name}: ${one.text.slice(0, 400)}`];
    });
    tellProof(task, { shapes: odd.length, wrong: wrong.length });
    expect(wrong).toEqual([]);
  });

  test("is refused from the network too, and so is the owner who comes from there", async () => {
    const address = Object.values(networkInterfaces())
      .flat()
      .find((one) => one?.family === "IPv4" && !one.internal)?.address;
    if (address === undefined) return;
    const desk = openDesk();
    const team = desk.start("server", "--port", "0", "--host", "0.0.0.0", "--allow-host", address);
    const port = await new Promise<number>((resolve) => {
      team.stdout?.on("data", (chunk) => {
        const told = /http:\/\/[\w.]+:(\d+)\//.exec(String(chunk))?.[1];
        if (told !== undefined) resolve(Number(told));
      });
    });
    const chance = random(SEED + 2);
    const some = routes.filter(() => chance() < SHARE);
    const texts = some.map((route) =>
      said(route, targetOf(route), { lines: [`Host: ${address}:${port}`] }),
    );
    const heard = await hearAs(user, { host: address, port }, texts);
    expect(heard.filter(({ statuses }) => String(statuses) !== "403")).toEqual([]);
    const own = await fetch(`http://${address}:${port}${PRIVATE}`);
    expect(own.status).toBe(403);
    await desk.close();
  });

  test("and has changed nothing, while the owner is served", async () => {
    expect((await server.ask({ target: PRIVATE })).status).toBe(200);
    expect((await server.ask({ target: `/api/fettle/1/runs/${server.run.id}` })).status).toBe(200);
    expect(server.surroundings()).toEqual(before);
    expect(server.leaks()).toEqual([]);
  });
});
