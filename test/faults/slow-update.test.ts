/** An update of an old store that takes longer than a command waits for a server: by its size, and by somebody who reads it. */
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Desk, finished, openDesk } from "#test/type-fettle";

const OLD = join(import.meta.dirname, "..", "recorded-store", "store.tar.gz");
const BIN = join(import.meta.dirname, "..", "..", "bin", "fettle.js");
const WORDS = "updating the store for this version of Fettle";
const MINUTE = 60_000;
/** Rows that the update copies into another table take it about as long as they took to be written. */
const FILL_MS = 14_000;
const CHUNK = 200_000;

let desk: Desk;
beforeEach(() => {
  desk = openDesk();
  writeFileSync(join(desk.folder, "fettle.yaml"), "project: shop\n");
  mkdirSync(desk.store);
  // As in every store that was served; without it, whoever reads the database is taken for a server.
  writeFileSync(join(desk.store, "server.lock"), "");
  execFileSync("tar", ["xzf", OLD, "-C", desk.store]);
});
afterEach(() => desk.close());

/** Lets every notice have been told very often of a run that is there; how often. */
function fill(database: DatabaseSync): number {
  database.exec("PRAGMA synchronous = OFF");
  const run = database.prepare("SELECT min(number) AS run FROM runs_run").get()?.["run"];
  const insert = database.prepare(
    `WITH RECURSIVE n (i) AS (SELECT ? UNION ALL SELECT i + 1 FROM n WHERE i < ?)
     INSERT INTO runs_told (run, notice, event, at) SELECT ?, printf('%032x', i), 'failed', i FROM n`,
  );
  let rows = 0;
  for (const until = performance.now() + FILL_MS; performance.now() < until; rows += CHUNK)
    insert.run(rows, rows + CHUNK - 1, Number(run));
  return rows;
}

test(
  "commands wait for it: with a bar on a terminal, with one line where there is none",
  async () => {
    const path = join(desk.store, "fettle.db");
    const old = new DatabaseSync(path);
    const rows = fill(old);
    // Somebody looks into the store meanwhile, for which the copy before the update waits, as long as it does.
    old.exec("BEGIN; SELECT count(*) FROM runs_run");
    const before = performance.now();
    const list = ["runs", "list", "--store", desk.store];
    const shown = finished(
      spawn("script", ["-qec", [process.execPath, BIN, ...list].join(" "), "/dev/null"], {
        cwd: desk.folder,
        stdio: ["ignore", "pipe", "pipe"],
      }),
    );
    const plain = await desk.type(...list);
    const took = performance.now() - before;
    old.close();
    expect([plain.code, plain.stderr]).toEqual([0, `${WORDS}\n`]);
    const terminal = await shown;
    expect([terminal.code, terminal.stdout]).toEqual([0, expect.stringContaining(WORDS)]);
    // A bar is drawn again and again, in one line, and is gone in the end.
    expect(terminal.stdout.split(WORDS).length).toBeGreaterThan(3);
    expect(terminal.stdout).toMatch(/[1-9]\d* of \d+/);
    // Else this has shown nothing: that is how long a command waits for a server of which it hears nothing.
    expect(took).toBeGreaterThan(15_000);
    const updated = new DatabaseSync(path, { readOnly: true });
    const told = updated.prepare("SELECT count(*) AS rows FROM notices_told").get();
    updated.close();
    expect(Number(told?.["rows"])).toBeGreaterThanOrEqual(rows);
    expect(statSync(`${path}.before-runs-7`).size).toBeGreaterThan(0);
  },
  5 * MINUTE,
);
