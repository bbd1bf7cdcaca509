import { existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type CarryingSlice, carryingSlice } from "#test/carrying-slice";
import { readFolder } from "#test/folder-text";
import { openTestServer, type TestServer } from "#test/open-store";
import { type ExportOptions, exportRecords } from "./export-records.ts";
import { readKinds } from "./read-kinds.ts";

let carrying: CarryingSlice;
let server: TestServer;
/** What was printed, and what became of the line of progress. */
let said: string[];
let shown: string[];
beforeEach(async () => {
  carrying = carryingSlice();
  server = await openTestServer({ slices: ["transfer", carrying.slice] });
  [said, shown] = [[], []];
});
afterEach(() => server.close());

const out = (name: string) => join(server.folder, name);
const write = async (more: Partial<ExportOptions>) =>
  exportRecords({
    client: server.client,
    kinds: await readKinds(server.client),
    format: "export",
    out: undefined,
    filter: undefined,
    experiment: undefined,
    project: undefined,
    artifacts: true,
    output: {
      say: (line) => void said.push(line),
      progress: (label, total) => {
        shown.push(`${label} ${total}`);
        return {
          advance: () => void shown.push("on"),
          note: (text) => void shown.push(text),
          end: () => void shown.push("end"),
        };
      },
    },
    signal: new AbortController().signal,
    ...more,
  });

const run = (id: string, more: object = {}) => ({
  ...{ type: "run", id, name: `run ${id}`, experiment: "e", project: "shop", user: "ada" },
  ...{ status: "FINISHED", startedAt: 1000, endedAt: 2000, params: {}, latest: {} },
  ...{ lifecycle: "active", tags: {}, datasets: [], modelInputs: [], modelOutputs: [] },
  ...{ recorded: { commit: "abc" }, ...more },
});
const lines = (...records: object[]) =>
  records.map((record) => `${JSON.stringify(record)}\n`).join("");

test("a file that can't be written is an error that names it, not the end of the process", async () => {
  carrying.given = [run("r1")];
  const link = out("link");
  for (const format of ["jsonl", "csv"] as const) {
    symlinkSync(out("x".repeat(300)), link);
    await expect(write({ format, out: link })).rejects.toMatchObject({
      code: "FILE_FAILED",
      message: expect.stringContaining(link),
    });
    expect(() => readFileSync(link)).toThrow("ENOENT");
  }
  await expect(write({ format: "csv", out: out("y".repeat(300)) })).rejects.toMatchObject({
    code: "FILE_FAILED",
  });
});

test("an export is a folder of records, with the files of each thing below it, folders and pages opened", async () => {
  carrying.files.set("run r1/b.txt", "bb");
  for (const name of ["a", "c", "d", "e e"]) carrying.files.set(`run r1/deep/er/${name}.txt`, name);
  carrying.files.set("run r 2/x.txt", "");
  const left = { type: "left", what: "runs in the trash", count: 1200 };
  carrying.given = [{ type: "box", id: "b1" }, run("r1"), run("r 2"), run("r3"), left];
  const report = await write({ out: out("deep/backup") });
  expect(report).toEqual({
    ...{ out: out("deep/backup"), runs: 3, files: 6, left: { "runs in the trash": 1200 } },
    ...{ notes: [], whole: false },
    text: `3 runs and 6 files written to ${out("deep/backup")}\nNot carried over:\n  1,200 runs in the trash`,
  });
  expect(readFolder(out("deep/backup"))).toEqual({
    "records.jsonl": lines({ type: "box", id: "b1" }, run("r1"), run("r 2"), run("r3"), left),
    "artifacts/runs/r1/b.txt": "bb",
    "artifacts/runs/r1/deep/er/a.txt": "a",
    "artifacts/runs/r1/deep/er/c.txt": "c",
    "artifacts/runs/r1/deep/er/d.txt": "d",
    "artifacts/runs/r1/deep/er/e e.txt": "e e",
    "artifacts/runs/r 2/x.txt": "",
  });
  expect([said, shown]).toEqual([[], ["exporting runs 3", "on", "on", "on", "end"]]);
});

test("without their files, records are all that is written", async () => {
  carrying.files.set("run r1/a.txt", "a");
  carrying.given = [run("r1")];
  const place = out("records");
  const report = await write({ out: place, artifacts: false });
  expect(report).toMatchObject({
    ...{ files: 0, left: {} },
    text: `1 runs and 0 files written to ${place}`,
  });
  expect(readFolder(place)).toEqual({ "records.jsonl": lines(run("r1")) });
});

test("a file that is gone meanwhile is counted, and one that can't be had ends the export and leaves nothing", async () => {
  for (const name of ["a", "b", "c"]) carrying.files.set(`run r1/${name}`, name);
  carrying.refused.set("run r1/b", "GONE");
  carrying.given = [run("r1")];
  const report = await write({ out: out("some") });
  expect(report).toMatchObject({ files: 2, left: { "files that were not there any more": 1 } });
  expect(readFolder(out("some"))).toMatchObject({
    "artifacts/runs/r1/a": "a",
    "artifacts/runs/r1/c": "c",
  });
  for (const code of ["FULL", "BROKEN"] as const) {
    carrying.refused.set("run r1/b", code);
    await expect(write({ out: out("broken") })).rejects.toMatchObject({ code });
    expect(existsSync(out("broken"))).toBe(false);
  }
  expect(shown.filter((word) => word === "end")).toHaveLength(3);
});

test("what is there already is never written over", async () => {
  writeFileSync(out("there"), "mine");
  for (const format of ["export", "mlruns", "csv", "jsonl"] as const)
    await expect(write({ format, out: out("there") })).rejects.toMatchObject({
      ...{ code: "TRANSFER_EXISTS", status: 409, exit: 2 },
      message: `there is something at ${out("there")} already`,
    });
  expect(readFileSync(out("there"), "utf8")).toBe("mine");
});

test("an export that is stopped ends at once and leaves nothing", async () => {
  const stop = new AbortController();
  carrying.given = [run("r1"), run("r2"), run("r3")];
  const ending = write({
    out: out("stopped"),
    signal: stop.signal,
    output: { say() {}, progress: () => ({ advance: () => stop.abort(), note() {}, end() {} }) },
  });
  await expect(ending).rejects.toThrow("aborted");
  expect(existsSync(out("stopped"))).toBe(false);
});

test("lines and tables go to a file where one is named, else to the screen", async () => {
  const [first, second] = [run("r1", { params: { b: "2" } }), run("r2", { latest: { f1: 0.5 } })];
  carrying.files.set("run r1/a", "a");
  carrying.given = [{ type: "box", id: "b1" }, first, second];
  const table = [
    "id,name,experiment,project,user,status,startedAt,endedAt,commit,params.b,metrics.f1",
    "r1,run r1,e,shop,ada,FINISHED,1970-01-01T00:00:01.000Z,1970-01-01T00:00:02.000Z,abc,2,",
    "r2,run r2,e,shop,ada,FINISHED,1970-01-01T00:00:01.000Z,1970-01-01T00:00:02.000Z,abc,,0.5",
  ];
  expect(await write({ format: "jsonl" })).toEqual({
    ...{ out: null, runs: 2, files: 0, left: {}, notes: [], whole: true, text: undefined },
  });
  expect(said.join("\n")).toBe(lines(...carrying.given).trimEnd());
  said = [];
  expect(await write({ format: "csv" })).toMatchObject({ out: null, runs: 2, files: 0 });
  expect(said).toEqual(table);
  said = [];
  expect(await write({ format: "csv", out: out("deep/t.csv") })).toMatchObject({ runs: 2 });
  expect(readFileSync(out("deep/t.csv"), "utf8")).toBe(`${table.join("\n")}\n`);
  await write({ format: "jsonl", out: out("t.jsonl") });
  expect(readFileSync(out("t.jsonl"), "utf8")).toBe(lines(...carrying.given));
  expect(said).toEqual([]);
});

test("MLflow's folder gets the files too, and tells what it has no place for", async () => {
  const experiment = { type: "experiment", id: "7", name: "e", lifecycle: "active", tags: {} };
  carrying.files.set("run r1/deep/a", "a");
  const left = { type: "left", what: "runs in the trash", count: 1 };
  carrying.given = [experiment, run("r1"), { type: "box", id: "b1" }, left];
  const report = await write({ format: "mlruns", out: out("mlruns") });
  expect(report).toMatchObject({
    ...{ runs: 1, files: 1 },
    left: { "runs in the trash": 1, "records of the kind box, for which MLflow has no place": 1 },
  });
  expect(readFolder(out("mlruns"))).toMatchObject({ "7/r1/artifacts/deep/a": "a" });
});
