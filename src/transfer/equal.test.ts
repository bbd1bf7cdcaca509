import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { CARRIED } from "#test/carried-tables";
import { readFolder } from "#test/folder-text";
import { openTestServer, type TestServer } from "#test/open-store";
import { randomRecords } from "#test/random-records";
import { exportRecords } from "./export-records.ts";
import { importRecords, isWhole } from "./import-records.ts";
import { readKinds } from "./read-kinds.ts";
import { exportedFolder, openSource } from "./sources/index.ts";

const slices = [
  ...["lineage", "trash", "artifacts", "runs", "models", "dialogues", "gate", "notices"],
  "transfer",
];
const STORES = 8;
const progress = () => ({ advance() {}, note() {}, end() {} });
const { signal } = new AbortController();

let from: TestServer;
let to: TestServer;
beforeEach(async () => {
  [from, to] = [await openTestServer({ slices }), await openTestServer({ slices })];
});
afterEach(async () => {
  await from.close();
  await to.close();
});

const bring = async (server: TestServer, folder: string) =>
  importRecords(openSource(folder, { artifacts: undefined }), {
    ...{ client: server.client, kinds: await readKinds(server.client), project: "shop" },
    ...{ artifacts: true, output: { progress }, signal },
  });
const write = async (server: TestServer, out: string) =>
  exportRecords({
    ...{ client: server.client, kinds: await readKinds(server.client), format: "export", out },
    ...{ filter: undefined, experiment: undefined, project: undefined, artifacts: true },
    ...{ output: { progress, say() {} }, signal },
  });
const linesOf = (folder: string): string[] =>
  readFileSync(join(folder, "records.jsonl"), "utf8").trim().split("\n").sort();

/** What a table holds in these columns, in no order. */
async function rowsOf(server: TestServer, table: string, columns: readonly string[]) {
  const rows = await server.context.database.all(`SELECT ${columns.join(", ")} FROM ${table}`);
  return rows.map((row) => JSON.stringify(row)).sort();
}

/** Tables of which something was carried. */
const held = new Set<string>();

/** How many records of each kind these lines are; edges aside. */
function kindsIn(lines: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const line of lines) {
    const { type } = JSON.parse(line) as { type: string };
    if (type !== "edge" && type !== "left") counts[type] = (counts[type] ?? 0) + 1;
  }
  return counts;
}

test.each(Array.from({ length: STORES }, (_, i) => i + 1))(
  "export and import into an empty store gives the same records and files: store %i",
  async (seed) => {
    const made = join(from.folder, "made");
    const { records, files } = randomRecords(seed);
    mkdirSync(made);
    writeFileSync(join(made, "records.jsonl"), records.map((r) => JSON.stringify(r)).join("\n"));
    for (const { owner, path, text } of files) {
      const file = join(exportedFolder(made, owner), path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    const first = await bring(from, made);
    // What sends to an address comes switched off, and that is told.
    const told = first.notes.filter(
      (note) => !/ is switched off | tells nobody: | can.t fetch /.test(note),
    );
    expect([told, isWhole(first)]).toEqual([[], true]);
    const [one, other] = [join(from.folder, "one"), join(to.folder, "other")];
    const given = await write(from, one);
    expect([given.whole, given.left]).toEqual([true, {}]);
    // Each that was made is there, but for what makes itself: Default, and edges of what came.
    expect(kindsIn(linesOf(one))).toEqual(kindsIn(records.map((record) => JSON.stringify(record))));
    const taken = await bring(to, one);
    expect([isWhole(taken), taken.left, taken.counts]).toMatchObject([true, {}, { run: {} }]);
    await write(to, other);
    expect(linesOf(other)).toEqual(linesOf(one));
    for (const [table, { columns }] of Object.entries(CARRIED)) {
      const rows = await rowsOf(from, table, columns);
      expect([table, await rowsOf(to, table, columns)]).toEqual([table, rows]);
      if (rows.length > (table === "runs_experiment" ? 1 : 0)) held.add(table);
    }
    const filesIn = (folder: string) =>
      Object.entries(readFolder(folder)).filter(([path]) => path.startsWith("artifacts/"));
    expect(filesIn(other)).toEqual(filesIn(one));
    // Done again nothing is new: all of it is there.
    const again = await bring(to, one);
    expect([isWhole(again), again.artifacts.stored]).toEqual([true, 0]);
    for (const counts of Object.values(again.counts))
      expect(counts).toMatchObject({ new: 0, more: 0, refused: 0 });
  },
  60_000,
);

test("each table that is carried held something in one of these stores", () => {
  expect([...held].sort()).toEqual(Object.keys(CARRIED).sort());
});
