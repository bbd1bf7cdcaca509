import { createHmac } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { postOnce, seal, signedHeaders, unseal } from "./index.ts";

const OPEN = { schemes: ["http", "https"], privateAddresses: true };

type Got = { path: string; headers: IncomingHttpHeaders; body: string };

let receiver: Server;
let url: string;
let got: Got[];
/** What the receiver answers, one after the other; then 200. */
let answers: { status: number; headers?: Record<string, string>; body?: string }[];
beforeEach(async () => {
  got = [];
  answers = [];
  receiver = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    got.push({ path: request.url ?? "", headers: request.headers, body });
    const { status, headers, body: text } = answers.shift() ?? { status: 200 };
    response.writeHead(status, headers).end(text);
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
});
afterEach(() => {
  receiver.closeAllConnections();
  receiver.close();
});

const post = (options: Partial<Parameters<typeof postOnce>[0]>) =>
  postOnce({
    url,
    body: "{}",
    headers: {},
    policy: OPEN,
    signal: new AbortController().signal,
    ...options,
  });

describe("a post", () => {
  test("carries body and headers, and gives status and body back", async () => {
    answers = [{ status: 201, body: "thanks" }];
    expect(
      await post({ url: `${url}/hook?x=1`, body: '{"a":"ä"}', headers: { "X-A": "b" } }),
    ).toEqual({
      kind: "answered",
      status: 201,
      body: "thanks",
      retryAfterMs: undefined,
    });
    expect(got).toMatchObject([
      {
        path: "/hook?x=1",
        body: '{"a":"ä"}',
        headers: { "x-a": "b", "content-type": "application/json" },
      },
    ]);
  });

  test("does not follow a redirect", async () => {
    answers = [{ status: 307, headers: { location: `${url}/other` } }];
    expect(await post({})).toMatchObject({ status: 307 });
    expect(got.map(({ path }) => path)).toEqual(["/"]);
  });

  test("goes to no name that leads to a private address, though another of its addresses is public", async () => {
    const port = (receiver.address() as AddressInfo).port;
    const outcome = await post({
      url: `http://rebound.example:${port}/`,
      policy: { schemes: ["http"], privateAddresses: false },
      resolve: async () => [
        { address: "8.8.8.8", family: 4 },
        { address: "127.0.0.1", family: 4 },
      ],
    });
    expect(outcome).toMatchObject({ kind: "failed", lasting: true });
    expect(outcome).toMatchObject({ problem: expect.stringContaining("private network") });
    expect(got).toEqual([]);
  });

  test("asks for a name once and connects to what it was told", async () => {
    const port = (receiver.address() as AddressInfo).port;
    let asked = 0;
    const resolve = async () => {
      asked += 1;
      return [{ address: asked === 1 ? "127.0.0.1" : "127.0.0.9", family: 4 }];
    };
    expect(await post({ url: `http://once.example:${port}/`, resolve })).toMatchObject({
      status: 200,
    });
    expect(asked).toBe(1);
    expect(got[0]?.headers.host).toBe(`once.example:${port}`);
  });

  test("that nobody takes is a passing failure without the URL in its words", async () => {
    receiver.close();
    receiver.closeAllConnections();
    const outcome = await post({ url: `${url}/services/secret-path` });
    expect(outcome).toEqual({ kind: "failed", problem: "ECONNREFUSED", lasting: false });
  });

  test("reads no more than 64 KiB of an answer", async () => {
    answers = [{ status: 200, body: "x".repeat(1_000_000) }];
    const outcome = await post({});
    expect(outcome.kind === "answered" && outcome.body.length).toBe(64 * 1024);
  });

  test("is a request of its own kind, whose headers nobody overrides", async () => {
    const headers = { "User-Agent": "mine", Host: "evil.example", "Content-Length": "1" };
    await post({ body: "ää", headers });
    await post({});
    const { host } = new URL(url);
    expect(got.map((one) => one.headers)).toMatchObject([
      { "user-agent": "mine", host, "content-length": "4", "content-type": "application/json" },
      { "user-agent": "fettle", host, connection: "close" },
    ]);
  });

  test("to a name without an address fails, and a refused target is never asked", async () => {
    const asked: unknown[] = [];
    const resolve = async (host: string) => {
      asked.push(host);
      return [];
    };
    for (const scheme of ["http", "https"])
      expect(await post({ url: `${scheme}://none.example/`, resolve })).toEqual({
        ...{ kind: "failed", problem: "Error", lasting: false },
      });
    expect(asked).toEqual(["none.example", "none.example"]);
    expect(await post({ url: "ftp://a.example/" })).toEqual({
      ...{ kind: "failed", lasting: true },
      problem: "Invalid webhook URL scheme: ftp; allowed is http, https",
    });
    const broken = async () => {
      throw Object.assign(new Error("no"), { code: "ENOTFOUND" });
    };
    expect(await post({ url: "http://gone.example/", resolve: broken })).toEqual({
      ...{ kind: "failed", problem: "ENOTFOUND", lasting: false },
    });
  });

  test("is asked to come again in so many seconds, or at a date that is to come", async () => {
    const asked = async (value: string) => {
      answers = [{ status: 429, headers: { "retry-after": value } }];
      const outcome = await post({});
      return outcome.kind === "answered" ? outcome.retryAfterMs : outcome;
    };
    expect(await asked("7")).toBe(7000);
    expect(await asked("0")).toBe(0);
    expect(await asked("soon")).toBeUndefined();
    expect(await asked("1234567890")).toBeUndefined();
    expect(await asked("Mon, 01 Jan 2001 00:00:00 GMT")).toBe(0);
    const later = await asked(new Date(Date.now() + 100_000).toUTCString());
    expect(later).toBeGreaterThan(90_000);
    expect(later).toBeLessThanOrEqual(100_000);
  });

  test("that is broken off is no answer, and an answer that breaks off is none", async () => {
    const end = new AbortController();
    end.abort();
    expect(await post({ signal: end.signal })).toEqual({
      ...{ kind: "failed", problem: "ABORT_ERR", lasting: false },
    });
    receiver.removeAllListeners("request");
    receiver.on("request", (_request, response) => {
      response.writeHead(200, { "content-length": "9" });
      response.write("half");
      setImmediate(() => response.destroy());
    });
    expect(await post({})).toMatchObject({ kind: "failed", problem: "ECONNRESET" });
  });

  test("gives up on an answer that does not come", async () => {
    receiver.removeAllListeners("request");
    expect(await post({ timeoutMs: 30 })).toEqual({
      kind: "failed",
      problem: "no answer in time",
      lasting: false,
    });
  });
});

test("a signature is v1 and the base64 of HMAC-SHA256 over id, time and body", () => {
  const headers = signedHeaders({ id: "d1", at: 1_700_000_000_999, body: "{}", secret: "s" });
  const digest = createHmac("sha256", "s").update("d1.1700000000.{}").digest("base64");
  expect(headers).toEqual({
    "X-MLflow-Delivery-Id": "d1",
    "X-MLflow-Timestamp": "1700000000",
    "X-MLflow-Signature": `v1,${digest}`,
  });
  expect(signedHeaders({ id: "d1", at: 0, body: "{}", secret: null })).not.toHaveProperty(
    "X-MLflow-Signature",
  );
});

test("a sealed secret is read with the store's key alone, which only its owner can read", () => {
  const folder = mkdtempSync(join(tmpdir(), "fettle-test-"));
  try {
    const sealed = seal(folder, "s3cret");
    expect(sealed).not.toContain("s3cret");
    expect(unseal(folder, sealed)).toBe("s3cret");
    const key = join(folder, "secrets.key");
    expect(statSync(key).mode & 0o777).toBe(0o600);
    writeFileSync(
      key,
      readFileSync(key).map((byte) => byte ^ 1),
    );
    expect(unseal(folder, sealed)).toBeUndefined();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
