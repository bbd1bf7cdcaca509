import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "#ground/clock";
import type { ServerContext } from "#ground/server";
import { openTestServer, type TestServer } from "#test/open-store";
import { checkSigned, originOf, signedQuery } from "./sign.ts";

let server: TestServer;
let now = 1000;
beforeAll(async () => {
  server = await openTestServer({
    slices: ["trash", "artifacts"],
    clock: { ...systemClock, now: () => now },
  });
});
afterAll(() => server.close());

const sign = (context: ServerContext = server.context) =>
  new URLSearchParams(signedQuery(context, "file a", 60));
const check = (what: string, query: URLSearchParams, context: ServerContext = server.context) =>
  checkSigned(context, what, query);
/** As the server knows it when it was started again. */
const restarted = () => ({ ...server.context });
const foreign = { code: "ARTIFACTS_LINK_REFUSED", message: expect.stringContaining("not one") };

test("an address is good for what it was signed for, until it expires", () => {
  now = 1000;
  const query = sign();
  expect(query.get("expires")).toBe("1060");
  now = 1059;
  check("file a", query);
  now = 1060;
  expect(() => check("file a", query)).toThrow("the address has expired");
});

test("an address that was changed, or signed for something else, is refused", () => {
  now = 1000;
  const changed = (name: string, value: string) => {
    const query = sign();
    query.set(name, value);
    return query;
  };
  for (const [what, query] of [
    ["file b", sign()],
    ["file a", changed("expires", "9999")],
    ["file a", changed("signature", "")],
    ["file a", changed("signature", "x".repeat(43))],
    ["file a", new URLSearchParams()],
  ] as const)
    expect(() => check(what, query)).toThrow(expect.objectContaining(foreign));
});

test("the key lies in the store for its owner alone, and is good after a restart", () => {
  now = 1000;
  const query = sign();
  const path = join(server.context.store.folder, "artifact-key");
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readFileSync(path, "utf8")).toMatch(/^[0-9a-f]{64}\n$/);
  check("file a", query, restarted());
  writeFileSync(path, "damaged\n");
  // The server that runs has it in memory.
  check("file a", query);
  expect(() => check("file a", query, restarted())).toThrow(expect.objectContaining(foreign));
  expect(readFileSync(path, "utf8")).toMatch(/^[0-9a-f]{64}\n$/);
});

test.each([
  [{ host: "h:1" }, "http://h:1"],
  [{}, "http://localhost"],
  [{ host: "h", "x-forwarded-proto": "https, http" }, "https://h"],
  [{ host: "h", "x-forwarded-proto": "javascript" }, "http://h"],
  [{ host: "h", "x-forwarded-prefix": "/team/a-b, /other" }, "http://h/team/a-b"],
  [{ host: "h", "x-forwarded-prefix": "/team/" }, "http://h"],
  [{ host: "h", "x-forwarded-prefix": "//evil.example" }, "http://h"],
])("%j reached %s", (headers, origin) => {
  expect(originOf(headers)).toBe(origin);
});
