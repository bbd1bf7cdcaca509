/** What the guide recommends before a team's server, typed as it stands there: who is let in, and what comes through. */
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  askTls,
  type Certificate,
  haveAll,
  makeCertificate,
  NAME,
  openCaddy,
  openNginx,
  openNodeTls,
  openTls,
  type TlsProxy,
} from "#test/tls-proxy";
import { type Desk, openDesk } from "#test/type-fettle";

const MIB = 1_048_576;
const FILE_BYTES = 24 * MIB;
const READ = ["/api/fettle/1/server", "/api/2.0/mlflow/experiments/search?max_results=1"];
const JSON_TYPE = { "content-type": "application/json" };

type Opens = (to: number, certificate: Certificate, folder: string) => Promise<TlsProxy>;
const PROXIES: readonly [name: string, program: string, opens: Opens][] = [
  ["a small proxy with TLS", "openssl", openNodeTls],
  ["nginx as the guide has it", "nginx", openNginx],
  ["Caddy as the guide has it", "caddy", (to, _certificate, folder) => openCaddy(to, folder)],
];

let folder: string;
let desk: Desk;
let port: number;
let token: string;
let bearer: Record<string, string>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "fettle-proxy-"));
  desk = openDesk();
  const server = desk.start("server", "--port", "0", "--token-only", "--allow-host", NAME);
  port = await new Promise<number>((resolve) => {
    let said = "";
    server.stdout?.on("data", (chunk) => {
      said += chunk;
      const told = /http:\/\/127\.0\.0\.1:(\d+)\//.exec(said)?.[1];
      if (told !== undefined) resolve(Number(told));
    });
  });
  token = readFileSync(join(desk.store, "token"), "utf8").trim();
  bearer = { authorization: `Bearer ${token}` };
});
afterAll(async () => {
  await desk.close();
  rmSync(folder, { recursive: true, force: true });
});

describe.each(PROXIES)("behind %s", (name, program, opens) => {
  const can = haveAll(`what comes through ${name}`, "openssl", program);
  let proxy: TlsProxy;
  beforeAll(async () => {
    const own = join(folder, program);
    mkdirSync(own);
    if (can) proxy = await opens(port, makeCertificate(own), own);
  });
  afterAll(() => proxy?.close());

  test.skipIf(!can)("the token alone lets in, whatever a stranger says of himself", async () => {
    const statuses = async (headers: Record<string, string>) =>
      Promise.all(READ.map(async (path) => (await askTls(proxy, path, { headers })).status));
    for (const headers of [
      {},
      { authorization: "Bearer wrong" },
      { "x-forwarded-for": "127.0.0.1", "x-real-ip": "127.0.0.1" },
      { connection: "x-forwarded-for, x-forwarded-proto, via" },
    ])
      expect(await statuses(headers as Record<string, string>)).toEqual([403, 403]);
    expect(await statuses(bearer)).toEqual([200, 200]);
  });

  test.skipIf(!can)("the page comes, and its cookie goes over TLS alone", async () => {
    const page = await askTls(proxy, "/");
    expect(page.status).toBe(200);
    const origin = `https://${NAME}:${proxy.port}`;
    const session = (headers: Record<string, string>) =>
      askTls(proxy, "/api/fettle/1/session", {
        method: "POST",
        headers: { ...JSON_TYPE, ...headers },
        body: JSON.stringify({ token }),
      });
    const { status, headers } = await session({ origin });
    expect([status, headers["set-cookie"]]).toEqual([
      200,
      [`fettle_token=${token}; HttpOnly; SameSite=Strict; Path=/; Secure`],
    ]);
    const cookie = `fettle_token=${token}`;
    expect((await askTls(proxy, READ[0] as string, { headers: { cookie } })).status).toBe(200);
    expect((await session({ origin: "https://evil.example" })).status).toBe(403);
    expect((await session({ origin: "null" })).status).toBe(403);
  });

  test.skipIf(!can)("a file of 24 MiB goes up and comes back", async () => {
    const post = async (path: string, body: unknown) =>
      JSON.parse(
        String(
          (
            await askTls(proxy, `/api/2.0/mlflow/${path}`, {
              method: "POST",
              headers: { ...bearer, ...JSON_TYPE },
              body: JSON.stringify(body),
            })
          ).body,
        ),
      );
    const { experiment_id } = await post("experiments/create", { name: `behind ${name}` });
    const { run } = await post("runs/create", { experiment_id });
    const path = `/api/2.0/mlflow-artifacts/artifacts/${experiment_id}/${run.info.run_id}/artifacts/a%20%C3%BC.bin`;
    const body = randomBytes(FILE_BYTES);
    const sent = await askTls(proxy, path, { method: "PUT", headers: bearer, body });
    expect([sent.status, String(sent.body)]).toEqual([200, "{}"]);
    const back = await askTls(proxy, path, { headers: bearer });
    expect([back.status, back.body.equals(body)]).toEqual([200, true]);
    expect((await askTls(proxy, path)).status).toBe(403);
  });

  test.skipIf(!can)(
    "who comes by a password that the proxy may have asked for is sent to no signed address",
    async () => {
      const parts = async (headers: Record<string, string>) => {
        const { body } = await askTls(proxy, "/api/3.0/mlflow/server-info", { headers });
        return JSON.parse(String(body)).multipart_downloads_enabled as boolean;
      };
      const basic = Buffer.from(`ada:${token}`).toString("base64");
      expect(await parts(bearer)).toBe(true);
      expect(await parts({ authorization: `Basic ${basic}` })).toBe(false);
    },
  );

  test.skipIf(!can)("events come as they happen", async () => {
    let heard = "";
    const request = openTls(
      proxy,
      "/api/fettle/1/events?topics=runs",
      { headers: bearer },
      (response) =>
        response.on("data", (chunk) => {
          heard += chunk;
        }),
    );
    request.on("error", () => undefined);
    request.end();
    await expect.poll(() => heard, { timeout: 10_000 }).toContain(": open");
    const body = JSON.stringify({ experiment_id: "0" });
    const headers = { ...bearer, ...JSON_TYPE };
    await askTls(proxy, "/api/2.0/mlflow/runs/create", { method: "POST", headers, body });
    await expect.poll(() => heard, { timeout: 10_000 }).toContain("event: runs/");
    request.destroy();
  });
});
