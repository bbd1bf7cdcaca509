import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { systemClock } from "#ground/clock";
import { createLog } from "#ground/log";
import { errorTables } from "./all-errors.ts";
import { runCommandLine } from "./cli.ts";
import { formerWords, wordsOfToday } from "./former-words.ts";
import { openServer, type RunningServer } from "./server.ts";
import { slices } from "./slices.ts";

/** Runs a command line here, and gives what it printed. */
async function type(...words: string[]): Promise<{ exit: number; out: string; err: string }> {
  const printed = { out: "", err: "" };
  const keep = (to: "out" | "err") => (text: string | Uint8Array) => {
    printed[to] += String(text);
    return true;
  };
  vi.spyOn(process.stdout, "write").mockImplementation(keep("out"));
  vi.spyOn(process.stderr, "write").mockImplementation(keep("err"));
  const exit = await runCommandLine(words);
  vi.restoreAllMocks();
  return { exit, ...printed };
}
afterEach(() => vi.restoreAllMocks());

describe("an old command", () => {
  const commands = [...formerWords(slices, "commands")];

  test.each(commands)("fettle %s is fettle %s", async (old, now) => {
    const words = (line: string) => [...line.split(" "), "--help"];
    const today = await type(...words(now));
    expect(today).toMatchObject({ exit: 0, err: "" });
    expect(today.out).toContain(`fettle ${now.split(" ")[0]}`);
    expect(await type(...words(old))).toEqual({
      ...today,
      err: `\`fettle ${old}\` is \`fettle ${now}\` now\n`,
    });
  });

  test("stands in no help and in no completion", async () => {
    const shown = (await type("completion", "bash")).out + (await type("--help")).out;
    expect(shown).not.toContain("notify");
  });

  test("takes what is typed behind it, the longest one first", () => {
    expect(wordsOfToday(["runs", "notify", "add", "URL", "--slack"], slices).argv).toEqual([
      "notices",
      "add",
      "URL",
      "--slack",
    ]);
    expect(wordsOfToday(["runs", "notify", "--json"], slices).argv).toEqual([
      "notices",
      "list",
      "--json",
    ]);
    expect(wordsOfToday(["runs", "notify", "--on", "lost", "add", "URL"], slices).argv).toEqual([
      "notices",
      "add",
      "--on",
      "lost",
      "URL",
    ]);
    expect(wordsOfToday(["runs", "notify", "--json", "--", "add"], slices).argv).toEqual([
      "notices",
      "list",
      "--json",
      "--",
      "add",
    ]);
    expect(wordsOfToday(["run", "--", "runs", "notify"], slices).told).toBeUndefined();
  });
});

describe("an old route", () => {
  const routes = [...formerWords(slices, "routes")];
  let folder: string;
  let server: RunningServer;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "fettle-former-"));
    server = await openServer({
      store: join(folder, "store"),
      host: "127.0.0.1",
      port: 0,
      cwd: folder,
      background: false,
      clock: systemClock,
      log: createLog(() => {}, Date.now),
      runtime: undefined,
    });
  });
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  /** Asks with names that nothing has, so that nothing is changed; what comes back is the same each time. */
  async function ask(route: string) {
    const [method = "", pattern = ""] = route.split(" ");
    const path = pattern.replaceAll(/:\w+|\*$/g, "none%20such");
    const response = await fetch(server.url + path, {
      method,
      headers: { authorization: `Bearer ${server.token}`, "content-type": "application/json" },
      ...(method === "GET" ? {} : { body: "{}" }),
    });
    const text = await response.text();
    return { path, status: response.status, text, headers: response.headers };
  }

  test.each(routes)("%s answers as %s, and says so", async (old, now) => {
    const today = await ask(now);
    expect(today.headers.get("deprecation")).toBeNull();
    expect(today.text).not.toContain("ROUTE_UNKNOWN");
    const before = await ask(old);
    expect([before.status, before.text]).toEqual([today.status, today.text]);
    expect(before.headers.get("deprecation")).toMatch(/^@\d+$/);
    expect(before.headers.get("link")).toBe(`<${today.path}>; rel="successor-version"`);
  });

  test("an error carries the code that it had", async () => {
    const { text } = await ask("POST /api/fettle/1/notices/:id/test");
    expect(JSON.parse(text)).toMatchObject({
      error_code: "NOTICES_UNKNOWN",
      formerCode: "RUNS_NOTICE_UNKNOWN",
    });
  });
});

describe("an old code", () => {
  const codes = [...formerWords(slices, "codes")];

  test.each(codes)("%s is %s", async (old, now) => {
    const known = (await errorTables()).flatMap(({ table }) => Object.keys(table));
    expect(known).toContain(now);
    expect(known).not.toContain(old);
  });
});
