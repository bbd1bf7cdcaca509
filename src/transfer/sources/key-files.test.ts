import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeFolder } from "#test/folder-text";
import { openFileStore } from "./file-store.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "fettle-keys-"));
});
afterEach(() => rmSync(root, { recursive: true }));

const META = "experiment_id: '7'\nlifecycle_stage: active\nname: intents\n";
const RUN = "run_id: r1\nstart_time: 1000\nstatus: 3\n";

async function read() {
  const source = openFileStore(root);
  const records: Record<string, unknown>[] = [];
  for await (const record of source.records()) records.push({ ...record });
  return { records, left: Object.fromEntries(source.left), notes: source.left.notes.told };
}

test("a key whose file can't be read is told by run and key, and the others come", async () => {
  writeFolder(root, {
    "7/meta.yaml": META,
    "7/r1/meta.yaml": RUN,
    "7/r1/params/good": "1",
    "7/r1/params/none": "",
    "7/r1/tags/good": "2",
    "7/r1/metrics/good": "1000 0.5 0\n",
    "7/r1/metrics/empty": "",
    "elsewhere/linked": "3",
    "7/r2/meta.yaml": RUN.replace("r1", "r2"),
    "7/r2/params": "no folder",
    "7/r2/tags/later": "4",
  });
  mkdirSync(join(root, "7/r1/params/folder"));
  // A tag that was deleted leaves it, and is no fault.
  mkdirSync(join(root, "7/r1/tags/gone"));
  symlinkSync(join(root, "elsewhere/linked"), join(root, "7/r1/params/linked"));
  symlinkSync("loop", join(root, "7/r1/tags/loop"));
  writeFileSync(join(root, "7/r1/params/latin"), Buffer.from([0x63, 0xe9]));
  writeFileSync(
    Buffer.concat([Buffer.from(join(root, "7/r1/tags/")), Buffer.from([0xff])]),
    "odd name",
  );
  writeFileSync(join(root, "7/r1/metrics/latin"), Buffer.from([0x31, 0xff, 0x0a]));
  const { records, left, notes } = await read();
  expect(records).toMatchObject([
    { type: "experiment" },
    {
      ...{ type: "run", id: "r1", params: { good: "1", none: "", linked: "3" } },
      tags: { good: "2" },
    },
    { type: "points", run: "r1", key: "good" },
    { type: "run", id: "r2", params: {}, tags: { later: "4" } },
  ]);
  expect(left).toEqual({ "keys whose files can't be read": 7 });
  const of = (told: string) => `not carried over: ${told}, of: keys whose files can't be read`;
  expect(notes.toSorted()).toEqual([
    of('run r1: metric "empty": it is empty'),
    of('run r1: metric "latin": it is no UTF-8'),
    of('run r1: param "folder": a folder stands in its place'),
    of('run r1: param "latin": it is no UTF-8'),
    of('run r1: tag "loop": it is no file'),
    of('run r1: tag "\uFFFD": its name is no UTF-8'),
    of('run r2: param "all": a file stands in its place'),
  ]);
});

test("folders that look like an experiment or a run, and say nothing of themselves, are told", async () => {
  writeFolder(root, {
    "7/meta.yaml": META,
    "7/r1/artifacts/model": "bytes",
    "8/r2/meta.yaml": RUN,
    "old copy/meta.yaml": META,
    ".trash/9/x": "",
    "models/.keep": "",
    "notes/readme.txt": "",
  });
  const { records, notes } = await read();
  expect(records).toHaveLength(1);
  expect(notes).toEqual([
    "not carried over: 8, of: experiments without a meta.yaml",
    "not carried over: old copy, of: experiments whose folder is no number",
    "not carried over: .trash/9, of: experiments without a meta.yaml",
    "not carried over: run r1, of: folders of runs without a meta.yaml",
  ]);
});

test("a version that MLflow deleted leaves its number taken; one that can't be read is told", async () => {
  writeFolder(root, {
    "7/meta.yaml": META,
    "7/models/m-1/meta.yaml": "model_id: m-1\n",
    "7/models/m-1/metrics/auc": "1000 0.5 0 r1\nnonsense\n1001 0.6 x r1\n",
    "models/intent/meta.yaml": "name: intent\n",
    "models/intent/version-1/meta.yaml": "source: runs:/r1/model\n",
    "models/intent/version-2/meta.yaml": "a: [broken\n",
    "models/intent/version-3/meta.yaml": "current_stage: Deleted_Internal\n",
  });
  const { records, left } = await read();
  expect(records.slice(1)).toMatchObject([
    { type: "logged-model", points: [{ key: "auc", value: 0.5 }] },
    { type: "registered-model", lastVersion: 3 },
    { type: "version", version: 1 },
  ]);
  expect(left).toEqual({
    "points that can't be read": 2,
    "model versions whose meta.yaml can't be read": 1,
  });
});
