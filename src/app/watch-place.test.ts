import { existsSync, lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Desk, finished, openDesk } from "#test/type-fettle";
import { answeringServer } from "./connect.ts";

const MINUTE = 60_000;

let desk: Desk;
beforeEach(() => {
  desk = openDesk();
  writeFileSync(join(desk.folder, "fettle.yaml"), "project: shop\n");
});
afterEach(() => desk.close());

const inStore = (name: string) => join(desk.store, name);
const typed = async (...words: string[]) => {
  const { code, stdout, stderr } = await desk.type(...words);
  return { code, said: stdout + stderr };
};
const record = (name: string) => desk.type("run", "--name", name, "--", "true");
const names = async (): Promise<string[]> => {
  const { code, stdout, stderr } = await desk.type("runs", "list", "--json");
  expect([code, stderr]).toEqual([0, ""]);
  const { runs } = JSON.parse(stdout);
  return runs.map((run: { name: string }) => run.name).sort();
};
const pidOf = async (): Promise<number> => (await answeringServer(desk.store))?.pid ?? 0;

test(
  "a server whose server.json or socket somebody removed or overwrote is found again, by itself",
  async () => {
    await record("before");
    const pid = await pidOf();
    for (const harm of [
      () => rmSync(inStore("server.json")),
      () => writeFileSync(inStore("server.json"), "nonsense"),
      () => rmSync(inStore("server.sock")),
      () => [rmSync(inStore("server.sock")), rmSync(inStore("server.json"))],
    ]) {
      harm();
      expect(await names()).toEqual(["before"]);
      await expect.poll(pidOf, { timeout: 10_000 }).toBe(pid);
    }
    expect(lstatSync(inStore("server.sock")).mode & 0o777).toBe(0o600);
    expect((await typed("server", "stop")).code).toBe(0);
    expect(existsSync(inStore("server.sock"))).toBe(false);
  },
  2 * MINUTE,
);

test(
  "a lock file that holds something else keeps nobody out, and lets nobody else in",
  async () => {
    await record("before");
    writeFileSync(inStore("server.lock"), "nonsense");
    expect((await typed("server", "--port", "0")).said).toContain("is served already");
    await typed("server", "stop");
    expect(await names()).toEqual(["before"]);
  },
  MINUTE,
);

test(
  "a server under which the database is taken away ends, and the next one misses it",
  async () => {
    const server = desk.start("server", "--port", "0");
    const ended = finished(server);
    await expect.poll(pidOf, { timeout: 15_000 }).toBeGreaterThan(0);
    await record("before");
    renameSync(inStore("fettle.db"), inStore("away.db"));
    expect((await ended).stderr).toContain(
      `${inStore("fettle.db")} was removed or replaced under its server, which ends`,
    );
    const refused = await typed("runs", "list");
    expect([refused.code, refused.said]).toEqual([
      3,
      expect.stringContaining("fettle.db is missing, and a server was killed over it"),
    ]);
    renameSync(inStore("away.db"), inStore("fettle.db"));
    expect(await names()).toEqual(["before"]);
  },
  MINUTE,
);

test(
  "a server under which its write-ahead log is taken away ends, and nothing is lost",
  async () => {
    await record("before");
    const pid = await pidOf();
    rmSync(inStore("fettle.db-wal"));
    await record("at once after");
    await expect.poll(pidOf, { timeout: 15_000 }).not.toBe(pid);
    expect(await names()).toEqual(["at once after", "before"]);
    expect(readFileSync(inStore("server.log"), "utf8")).toContain("fettle.db-wal was removed");
  },
  MINUTE,
);

test(
  "what a killed server committed last is missed where it is gone, until a person says to go on",
  async () => {
    await record("before");
    const pid = await pidOf();
    process.kill(pid, "SIGKILL");
    await expect.poll(pidOf, { timeout: 10_000 }).toBe(0);
    renameSync(inStore("fettle.db-wal"), inStore("away"));
    const refused = { code: 3, said: expect.stringContaining("recorded last, is gone") };
    expect(await typed("runs", "list")).toEqual(refused);
    const doctor = await typed("doctor");
    expect([doctor.code, doctor.said]).toEqual([1, expect.stringContaining("recorded last")]);
    renameSync(inStore("away"), inStore("fettle.db-wal"));
    expect(await names()).toEqual(["before"]);
    await typed("server", "stop");
    // Ended by itself, a store has no such file, and none is missed.
    expect(existsSync(inStore("fettle.db-wal"))).toBe(false);
    expect(await names()).toEqual(["before"]);
    process.kill(await pidOf(), "SIGKILL");
    await expect.poll(pidOf, { timeout: 10_000 }).toBe(0);
    rmSync(inStore("fettle.db-wal"));
    rmSync(inStore("server.json"));
    expect((await typed("runs", "list")).code).toBe(0);
  },
  2 * MINUTE,
);
