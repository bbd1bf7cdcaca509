import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { CarriedRecord } from "#ground/slice";
import { type CarryingSlice, carryingSlice } from "#test/carrying-slice";
import { writeFolder } from "#test/folder-text";
import { openTestServer, type TestServer } from "#test/open-store";
import { type ImportOptions, importRecords, isWhole } from "./import-records.ts";
import { LeftBehind } from "./left-behind.ts";
import { readKinds } from "./read-kinds.ts";
import { localFiles } from "./sources/local-files.ts";

let carrying: CarryingSlice;
let server: TestServer;
/** What became of the line of progress, and how often a source was closed. */
let shown: string[];
let closed: number;
beforeEach(async () => {
  carrying = carryingSlice();
  server = await openTestServer({ slices: ["transfer", carrying.slice] });
  [shown, closed] = [[], 0];
});
afterEach(() => server.close());

/** Imports these records; the files of a thing lie in a folder of its name (`run r1`). */
async function bring(records: readonly CarriedRecord[], more: Partial<ImportOptions> = {}) {
  const source = {
    title: "a test",
    runs: records.length,
    left: new LeftBehind([["traces", 2]]),
    async *records() {
      yield* records;
    },
    files: (owner: { of: string; id: string }) =>
      localFiles(join(server.folder, `${owner.of} ${owner.id}`)),
    async close() {
      closed += 1;
    },
  };
  return importRecords(source, {
    client: server.client,
    kinds: await readKinds(server.client),
    project: "shop",
    artifacts: true,
    output: {
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
}
const run = (id: string, more: object = {}) => ({ type: "run", id, ...more });
const box = (id: string, more: object = {}) => ({ type: "box", id, ...more });
const points = (of: string, count: number) => ({
  ...{ type: "points", run: of, key: "loss" },
  points: Array.from({ length: count }, (_, i) => [i, i, 0.5]),
});
const sizes = () => carrying.handed.map(({ records }) => records.length);
const files = (of: Record<string, string>) => writeFolder(server.folder, of);

test("what became of each record is counted by kind, and points by themselves", async () => {
  const outcomes: Record<string, "new" | "more" | "same" | "refused"> = {
    ...{ a: "new", b: "more", c: "same", d: "refused" },
  };
  carrying.becomes = ({ id, run: of }) => ({
    outcome: outcomes[String(id ?? of)] ?? "new",
    ...(id === "b" ? { note: "b is older here", left: { tags: 2 } } : {}),
    ...(id === "c" ? { left: { tags: 1, params: 3 } } : {}),
  });
  const report = await bring([
    ...[run("a", { name: "first" }), run("b"), run("c"), run("d"), run("e"), box("f")],
    ...[points("a", 3), points("b", 2), points("d", 4), { type: "points", run: "d" }],
  ]);
  expect(report).toEqual({
    source: "a test",
    counts: {
      run: { new: 2, more: 1, same: 1, refused: 1 },
      box: { new: 1, more: 0, same: 0, refused: 0 },
    },
    points: 5,
    artifacts: { stored: 0, there: 0, bytes: 0 },
    left: { tags: 3, params: 3, "points of metrics that were refused": 4, traces: 2 },
    notes: ["b is older here"],
  });
  expect(carrying.handed.map(({ project }) => project)).toEqual(["shop"]);
  expect(shown).toEqual([
    ...["importing runs 10", "on", "first", "on", "", "on", "", "on", "", "on", "", "end"],
  ]);
  expect(closed).toBe(1);
});

test("nothing is sent where there is nothing", async () => {
  expect(await bring([])).toMatchObject({ counts: {}, points: 0, left: { traces: 2 } });
  expect(carrying.handed).toEqual([]);
});

test("records go 500 at a time, and fewer where they are large", async () => {
  await bring(Array.from({ length: 1001 }, (_, i) => box(`b${i}`)));
  expect(sizes()).toEqual([500, 500, 1]);
  carrying.handed.splice(0);
  const size = JSON.stringify(box("a", { text: "" })).length;
  const half = (id: string, less = 0) => box(id, { text: "x".repeat(1_000_000 - size - less) });
  await bring([half("a"), half("b"), half("c"), half("d", 1), half("e"), half("f")]);
  expect(sizes()).toEqual([2, 3, 1]);
});

test("a record of 30 MB is sent, and a larger one counted", async () => {
  const size = JSON.stringify(box("a", { text: "" })).length;
  const large = (id: string, more: number) =>
    box(id, { text: "x".repeat(30_000_000 - size + more) });
  const report = await bring([large("a", 0), large("b", 1), box("c")]);
  expect(report).toMatchObject({
    counts: { box: { new: 2 } },
    left: { "records of more than 30 MB": 1 },
  });
  expect(sizes()).toEqual([1, 1]);
});

test("ten thousand notes are kept, and that there were more", async () => {
  carrying.becomes = ({ id }) => ({ outcome: "same", note: `note ${id}` });
  const many = Array.from({ length: 10_003 }, (_, i) => box(String(i)));
  expect((await bring(many.slice(0, 10_000))).notes).toHaveLength(10_000);
  const { notes } = await bring(many);
  expect(notes.slice(9_999)).toEqual(["note 9999", "... and more of the kind"]);
});

test("a record that is nothing a request may hold stops none of those that go with it", async () => {
  const odd = { ...box("odd"), type: "x".repeat(200) };
  const many = Array.from({ length: 9 }, (_, i) => box(`b${i}`));
  const report = await bring([...many.slice(0, 4), odd, ...many.slice(4)]);
  expect(report.counts["box"]).toEqual({ new: 9, more: 0, same: 0, refused: 0 });
  expect(report.counts["x".repeat(200)]).toMatchObject({ refused: 1 });
  expect(report.notes).toEqual([expect.stringMatching(/^x{100} odd: /)]);
  expect(isWhole(report)).toBe(false);
});

test("one that can't go to the trash here is told, and the others go", async () => {
  const deleted = { lifecycle: "deleted" };
  const report = await bring([box("a", deleted), box("b".repeat(501), deleted), box("c", deleted)]);
  expect(carrying.done).toEqual(["trashed box c", "trashed box a"]);
  expect(report.left).toMatchObject({ "things that stay out of the trash": 1 });
  expect(report.notes).toEqual([expect.stringMatching(/: box b{501}: /)]);
});

test("what is new and lay in the trash goes there once its files and points are here", async () => {
  files({ "run a/x": "x", "run b/x": "x", "run c/y/z": "zz" });
  const deleted = { lifecycle: "deleted" };
  carrying.becomes = ({ id }) => ({
    outcome: id === "old" ? "same" : id === "bad" ? "refused" : "new",
  });
  const filler = Array.from({ length: 495 }, (_, i) => box(`b${i}`));
  await bring([
    ...[
      box("first", deleted),
      run("a", deleted),
      run("b", deleted),
      points("b", 1),
      points("b", 1),
    ],
    ...[run("old", deleted), run("bad", deleted), ...filler, run("c", deleted)],
  ]);
  // Each begins a request, so that a kill behind it leaves that one alone out of the trash.
  expect(sizes()).toEqual([1, 1, 3, 1, 496, 1]);
  // The box may hold what comes later.
  expect(carrying.done).toEqual([
    ...["stored run a/x", "trashed run a", "stored run b/x"],
    ...["trashed run b", "stored run c/y/z"],
    ...["trashed run c", "trashed box first"],
  ]);
});

test("files that are here with the same size are not sent again", async () => {
  files({
    "run a/deep/a b.txt": "new",
    "run a/there": "same",
    "run a/grown": "longer",
    "run b/x": "",
  });
  carrying.files.set("run a/there", "SAME").set("run a/grown", "long").set("run a/deep/z", "z");
  const report = await bring([run("a"), run("b"), box("a")]);
  expect(report.artifacts).toEqual({ stored: 3, there: 1, bytes: 9 });
  expect(Object.fromEntries(carrying.files)).toEqual({
    ...{ "run a/there": "SAME", "run a/grown": "longer", "run a/deep/z": "z" },
    ...{ "run a/deep/a b.txt": "new", "run b/x": "" },
  });
});

test("a part of another has no files, and what its kind is not known of none", async () => {
  files({ "points undefined/x": "x", "points null/x": "x", "run a/x": "x" });
  const part = { name: "points", title: "points", key: null, files: true, trash: true };
  const report = await bring([points("a", 1), run("a", { lifecycle: "deleted" })], {
    kinds: [part],
  });
  expect(report).toMatchObject({ points: 1, counts: { run: { new: 1 } } });
  expect(carrying.done).toEqual([]);
});

test("without files, and of what was refused, none is stored", async () => {
  files({ "run a/x": "x", "run b/x": "x" });
  expect((await bring([run("a")], { artifacts: false })).artifacts.stored).toBe(0);
  carrying.becomes = () => ({ outcome: "refused" });
  expect((await bring([run("b")])).artifacts.stored).toBe(0);
  expect(carrying.done).toEqual([]);
});

test("after three refusals on end the rest of a thing's files is named and not sent", async () => {
  const names = ["a", "b", "c", "d", "e", "f", "g", "h"];
  files(Object.fromEntries(names.map((name) => [`run a/${name}`, name])));
  // The order is the file system's: all but one are refused, so that which come before it does not matter.
  for (const name of names) carrying.refused.set(`run a/${name}`, "FULL");
  const all = await bring([run("a")]);
  expect(all.left).toMatchObject({ "files that were not stored": 8 });
  expect(all.notes).toHaveLength(8);
  for (const note of all.notes.slice(3))
    expect(note).toMatch(/^run a: \w was not stored: its thing takes none$/);
  for (const note of all.notes.slice(0, 3))
    expect(note).toMatch(/^run a: (\w) was not stored: no run a\/\1$/);
  carrying.files.set("run a/a", "a");
  expect((await bring([run("a")])).artifacts).toEqual({ stored: 0, there: 1, bytes: 0 });
});

test("a refusal between files that are stored stops none of them", async () => {
  const names = Array.from({ length: 12 }, (_, i) => `f${i}`);
  files(Object.fromEntries(names.map((name) => [`run a/${name}`, name])));
  let asked = 0;
  const { get } = carrying.refused;
  // Every second one is refused, in whichever order they come.
  carrying.refused.get = (place) => {
    asked += 1;
    return asked % 2 === 0 ? "FULL" : get.call(carrying.refused, place);
  };
  const report = await bring([run("a")]);
  expect([report.artifacts.stored, report.notes.length]).toEqual([6, 6]);
  expect(report.left).toMatchObject({ "files that were not stored": 6 });
});

test("a server that is broken ends the import, and the source is closed", async () => {
  files({ "run a/x": "x" });
  carrying.refused.set("run a/x", "BROKEN");
  await expect(bring([run("a"), run("b")])).rejects.toMatchObject({ code: "BROKEN" });
  expect([closed, shown.at(-1)]).toEqual([1, "end"]);
});

test("an import that is stopped sends nothing more", async () => {
  const stop = new AbortController();
  stop.abort();
  const more = { signal: stop.signal };
  await expect(bring([run("a")], more)).rejects.toThrow("aborted");
  expect([carrying.handed, closed, shown]).toEqual([[], 1, ["importing runs 1", "end"]]);
});

test("files are not sent any more once the import is stopped", async () => {
  const stop = new AbortController();
  files({ "run a/x": "x" });
  carrying.becomes = () => {
    stop.abort();
    return { outcome: "new" };
  };
  await expect(bring([run("a")], { signal: stop.signal })).rejects.toThrow("aborted");
  expect(carrying.done).toEqual([]);
});
