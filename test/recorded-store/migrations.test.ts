import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Database, migrate, openSqlite } from "#ground/database";
import { slices } from "../../src/app/slices.ts";
import { unpackStore } from "./pack-store.ts";

/** A migration, as a store notes that it was done. */
type Step = { readonly slice: string; readonly number: number };

let folder: string;
let made: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fettle-migrations-"));
  made = 0;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const all = await Promise.all(
  slices.map(async (slice) => ({ ...slice, migrations: (await slice.migrations?.()) ?? [] })),
);

/** Opens a database, migrates it as far as each of these stops in turn, and gives what is in it then. */
async function migrated<T>(
  path: string,
  stops: readonly (readonly Step[] | "end")[],
  look: (db: Database) => Promise<T>,
): Promise<T> {
  const db = openSqlite(path);
  try {
    for (const stop of stops) {
      const isIn = (slice: string, number: number): boolean =>
        stop === "end" || stop.some((step) => step.slice === slice && step.number === number);
      const some = all.map((slice) => ({
        ...slice,
        migrations: slice.migrations.filter(({ number }) => isIn(slice.name, number)),
      }));
      await migrate(db, path, some);
    }
    return await look(db);
  } finally {
    await db.close();
  }
}

function fresh(): string {
  made += 1;
  return join(folder, `fresh-${made}.db`);
}

function recorded(): string {
  made += 1;
  const store = join(folder, `recorded-${made}`);
  unpackStore(store);
  return join(store, "fettle.db");
}

/** In the order in which they were done. */
const stepsOf = (db: Database): Promise<Step[]> =>
  db.all<Step>("SELECT slice, number FROM fettle_migrations ORDER BY rowid");

const schemaOf = (db: Database): Promise<object[]> =>
  db.all("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name");

/** All rows of all tables but of the one that says when which migration was done. */
async function contentOf(db: Database): Promise<Record<string, object[]>> {
  const tables = await db.all<{ name: string }>(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'fettle_migrations'",
  );
  const content: Record<string, object[]> = {};
  for (const { name } of tables) content[name] = await db.all(`SELECT * FROM ${name}`);
  return content;
}

const upTo = (steps: readonly Step[]) => steps.map((_, i) => steps.slice(0, i));

test("a fresh store that stopped at any migration goes on to the same tables and indexes", async () => {
  const whole = await migrated(fresh(), ["end"], schemaOf);
  for (const stop of upTo(await migrated(fresh(), ["end"], stepsOf)))
    expect([stop, await migrated(fresh(), [stop, "end"], schemaOf)]).toEqual([stop, whole]);
});

test("a store of an earlier release comes to the tables and indexes of a fresh one, wherever it stopped", async () => {
  const whole = await migrated(fresh(), ["end"], schemaOf);
  const done = await migrated(recorded(), [], stepsOf);
  const steps = await migrated(recorded(), ["end"], stepsOf);
  const content = await migrated(recorded(), ["end"], contentOf);
  for (const stop of [...upTo(steps).slice(done.length), steps]) {
    const path = recorded();
    expect([stop, await migrated(path, [stop, "end"], schemaOf)]).toEqual([stop, whole]);
    expect([stop, await migrated(path, [], contentOf)]).toEqual([stop, content]);
  }
});

test("the migrations of an earlier release are there still, under their numbers", async () => {
  const names = async (db: Database): Promise<object[]> =>
    db.all("SELECT slice, number, title FROM fettle_migrations ORDER BY slice, number");
  const kept = await migrated(recorded(), [], names);
  expect(await migrated(fresh(), ["end"], names)).toEqual(expect.arrayContaining(kept));
});
