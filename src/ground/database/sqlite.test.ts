import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Database, migrate, openSqlite } from "./index.ts";

let folder: string;
let db: Database;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "fettle-db-"));
  db = openSqlite(join(folder, "a.db"));
  await migrate(db, join(folder, "a.db"), [
    {
      name: "notes",
      migrations: [
        {
          number: 1,
          title: "start",
          sql: "CREATE TABLE notes_notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL);",
        },
      ],
    },
  ]);
});

afterEach(async () => {
  await db.close();
  rmSync(folder, { recursive: true });
});

const insert = (text: string | null) =>
  db.write(async (tx) => (await tx.run("INSERT INTO notes_notes (text) VALUES (?)", text)).lastId);
const texts = async () =>
  (await db.all<{ text: string }>("SELECT text FROM notes_notes ORDER BY id")).map((r) => r.text);

describe("writes", () => {
  test("are seen by readers once they are answered", async () => {
    await insert("one");
    expect(await texts()).toEqual(["one"]);
  });

  test("of one turn share a transaction, and one that fails takes nothing else with it", async () => {
    const results = await Promise.allSettled([insert("a"), insert(null), insert("c")]);
    expect(results.map((r) => r.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(await texts()).toEqual(["a", "c"]);
  });

  test("undo all their statements when they throw after some", async () => {
    const failing = db.write(async (tx) => {
      await tx.run("INSERT INTO notes_notes (text) VALUES (?)", "half");
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect(await texts()).toEqual([]);
  });

  test("call afterCommit only when committed", async () => {
    const called: string[] = [];
    await db.write(async (tx) => {
      tx.afterCommit(() => called.push("kept"));
      await tx.run("INSERT INTO notes_notes (text) VALUES (?)", "x");
      expect(called).toEqual([]);
    });
    await db
      .write(async (tx) => {
        tx.afterCommit(() => called.push("lost"));
        throw new Error("no");
      })
      .catch(() => undefined);
    expect(called).toEqual(["kept"]);
  });

  test("that await something other than tx are refused, and leave nothing", async () => {
    const slow = db.write(async (tx) => {
      await tx.run("INSERT INTO notes_notes (text) VALUES (?)", "early");
      await sleep(20);
      await tx.run("INSERT INTO notes_notes (text) VALUES (?)", "late");
    });
    await expect(slow).rejects.toThrow("awaited something other than tx");
    await insert("other");
    await sleep(40);
    expect(await texts()).toEqual(["other"]);
  });

  test("see what earlier writes of the same turn wrote", async () => {
    const both = await Promise.all([
      insert("first"),
      db.write((tx) => tx.all<{ text: string }>("SELECT text FROM notes_notes")),
    ]);
    expect(both[1]).toEqual([{ text: "first" }]);
  });

  test("waiting at close are committed", async () => {
    const path = join(folder, "b.db");
    const other = openSqlite(path);
    await other.write(async (tx) => void (await tx.run("CREATE TABLE t (x INTEGER)")));
    const last = other.write(async (tx) => void (await tx.run("INSERT INTO t VALUES (1)")));
    await Promise.all([other.close(), last]);
    const again = openSqlite(path);
    expect(await again.all("SELECT x FROM t")).toEqual([{ x: 1 }]);
    await again.close();
  });

  test("are all refused where the commit fails, and the next ones work", async () => {
    await db.write(async (tx) => {
      await tx.run(
        "CREATE TABLE notes_of (note INTEGER REFERENCES notes_notes (id) DEFERRABLE INITIALLY DEFERRED)",
      );
    });
    const called: string[] = [];
    const results = await Promise.allSettled([
      db.write(async (tx) => {
        tx.afterCommit(() => called.push("told"));
        await tx.run("INSERT INTO notes_notes (text) VALUES ('with it')");
      }),
      db.write(async (tx) => void (await tx.run("INSERT INTO notes_of (note) VALUES (99)"))),
    ]);
    expect(results.map((r) => r.status)).toEqual(["rejected", "rejected"]);
    expect([await texts(), called]).toEqual([[], []]);
    await insert("after");
    expect(await texts()).toEqual(["after"]);
  });

  test("are refused as a full disk where SQLite gives up the transaction in the middle", async () => {
    await db.write(async (tx) => void (await tx.get("PRAGMA max_page_count = 20")));
    const results = await Promise.allSettled([
      insert("small"),
      insert("x".repeat(200_000)),
      insert("small too"),
    ]);
    expect(results).toMatchObject(
      Array(3).fill({ status: "rejected", reason: { code: "DISK_FULL" } }),
    );
    expect(await texts()).toEqual([]);
    await db.write(async (tx) => void (await tx.get("PRAGMA max_page_count = 100000")));
    await insert("after");
    expect(await texts()).toEqual(["after"]);
  });

  test("go on where something that is told of a commit throws", async () => {
    const told: string[] = [];
    const warned = new Promise<Error>((resolve) => process.once("warning", resolve));
    await db.write(async (tx) => {
      tx.afterCommit(() => {
        throw new Error("a listener broke");
      });
      tx.afterCommit(() => told.push("the next one"));
      await tx.run("INSERT INTO notes_notes (text) VALUES ('kept')");
    });
    await insert("after");
    expect([await texts(), told]).toEqual([["kept", "after"], ["the next one"]]);
    expect((await warned).message).toBe("a listener broke");
  });
});

test("writers that write again at once leave the event loop its turns", async () => {
  let turns = 0;
  let going = true;
  const count = setInterval(() => {
    turns += 1;
    if (turns > 5) going = false;
  }, 0);
  let writes = 0;
  while (going && writes < 20_000) {
    await db.write(async () => {});
    writes += 1;
  }
  clearInterval(count);
  expect(turns).toBeGreaterThan(5);
});

test("one that was moved away while it is open leaves what lies at its place since then alone, and keeps its log", async () => {
  const [here, there] = [join(folder, "here"), join(folder, "there")];
  mkdirSync(here);
  const database = openSqlite(join(here, "fettle.db"));
  await database.write((tx) => tx.run("CREATE TABLE t (a TEXT)"));
  await database.write((tx) => tx.run("INSERT INTO t VALUES ('kept')"));
  renameSync(here, there);
  mkdirSync(here);
  for (const name of ["fettle.db", "fettle.db-wal"]) writeFileSync(join(here, name), "another's");
  await database.close();
  expect(readdirSync(here).sort()).toEqual(["fettle.db", "fettle.db-wal"]);
  expect(readFileSync(join(here, "fettle.db-wal"), "utf8")).toBe("another's");
  const again = openSqlite(join(there, "fettle.db"));
  expect(await again.all("SELECT a FROM t")).toEqual([{ a: "kept" }]);
  await again.close();
});
