/** What a killed server, another program or a newer Fettle left in the store: one clear message, or none at all. */
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { expectClearMessage } from "#test/clear-message";
import { type Desk, openDesk } from "#test/type-fettle";

let desk: Desk;
let whole: string;
const inStore = (name: string): string => join(desk.store, name);

beforeAll(async () => {
  desk = openDesk();
  writeFileSync(join(desk.folder, "fettle.yaml"), "project: shop\n");
  await desk.type("run", "--name", "first", "--", "true");
  await desk.type("server", "stop");
  whole = `${desk.store}-whole`;
  cpSync(desk.store, whole, { recursive: true });
});
afterAll(() => desk.close());

beforeEach(async () => {
  await desk.type("server", "stop");
  rmSync(desk.store, { recursive: true });
  cpSync(whole, desk.store, { recursive: true });
  chmodSync(desk.store, 0o700);
});

describe("a server.json that", () => {
  const dead = {
    pid: 2 ** 22 + 1,
    url: "http://127.0.0.1:5999",
    socket: "/nowhere/server.sock",
    version: "0.0.1",
    startedAt: 1,
    background: true,
  };
  test.each([
    ["names a dead process", JSON.stringify(dead)],
    ["is not JSON", '{"pid": 12,'],
    ["is no object", "null"],
    ["lacks everything", "{}"],
    ["has no address", JSON.stringify({ ...dead, url: "nonsense" })],
  ])("%s is replaced by the next command", async (_, content) => {
    writeFileSync(inStore("server.json"), content);
    const typed = await desk.type("runs", "list");
    expect([typed.code, typed.stderr]).toEqual([0, ""]);
    expect(typed.stdout).toContain("first");
  });
});

describe("a database that", () => {
  test.each([
    ["holds something else", (bytes: Buffer) => bytes.fill("x")],
    ["was cut short", (bytes: Buffer) => bytes.subarray(0, 6000)],
    ["was overwritten in the middle", (bytes: Buffer) => bytes.fill(0xff, 4096)],
  ])("%s is named, and nothing of it is changed", async (_, damage) => {
    const damaged = Buffer.from(damage(readFileSync(inStore("fettle.db"))));
    writeFileSync(inStore("fettle.db"), damaged);
    const typed = await desk.type("runs", "list");
    expectClearMessage(typed, 3, `${inStore("fettle.db")} is damaged`, "put a backup in its place");
    expect(readFileSync(inStore("fettle.db")).equals(damaged)).toBe(true);
    expectClearMessage(await desk.type("server"), 3, "is damaged");
  });

  test("a newer Fettle wrote says what to install, in a run as 125", async () => {
    const database = new DatabaseSync(inStore("fettle.db"));
    database.exec("INSERT INTO fettle_migrations VALUES ('runs', 99, 'later', 1)");
    database.close();
    for (const [code, ...words] of [
      [3, "runs", "list"],
      [3, "up"],
      [125, "run", "--", "true"],
    ] as const)
      expectClearMessage(
        await desk.type(...words),
        code,
        "was written by a newer Fettle (migration 99 of runs)",
        "npm install fettle@latest",
      );
  });
});

describe("a token that", () => {
  test("can't be read is named with its path", async () => {
    rmSync(inStore("token"));
    mkdirSync(inStore("token"));
    expectClearMessage(
      await desk.type("runs", "list"),
      3,
      `read ${inStore("token")}: it is a folder`,
    );
  });

  test("is empty is made anew, and never admits anybody", async () => {
    writeFileSync(inStore("token"), "\n");
    expect((await desk.type("runs", "list")).code).toBe(0);
    expect(readFileSync(inStore("token"), "utf8")).toMatch(/^[0-9a-f]{64}\n$/);
  });
});
