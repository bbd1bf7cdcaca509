import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readFolder, writeFolder } from "#test/folder-text";
import { type Desk, finished, openDesk } from "#test/type-fettle";

const RUNS = 60;
/** So long after its start each of these imports is killed. */
const KILLS_MS = [500, 700, 900, 1100, 1400];

let desk: Desk;
beforeEach(() => {
  desk = openDesk();
  writeFolder(desk.folder, { "fettle.yaml": "project: shop\n", ...mlruns() });
});
afterEach(() => desk.close());

/** An MLflow folder whose runs have points, files and places in the trash. */
function mlruns(): Record<string, string> {
  const files: Record<string, string> = {
    "mlruns/7/meta.yaml":
      "experiment_id: '7'\nlifecycle_stage: active\nname: intents\ncreation_time: 5\n",
    "mlruns/models/intent/meta.yaml": "name: intent\ncreation_timestamp: 5\n",
    "mlruns/models/intent/aliases/best": "2",
  };
  for (let i = 0; i < RUNS; i += 1) {
    const id = i.toString(16).padStart(32, "0");
    const at = `mlruns/7/${id}`;
    const lifecycle = i % 5 === 0 ? "deleted" : "active";
    files[`${at}/meta.yaml`] =
      `run_id: ${id}\nstart_time: ${1000 + i}\nend_time: 9000\nstatus: 3\nlifecycle_stage: ${lifecycle}\n`;
    files[`${at}/params/lr`] = String(i);
    files[`${at}/metrics/loss`] = Array.from({ length: 20 }, (_, s) => `1000 0.5 ${s}\n`).join("");
    for (const name of ["a.txt", "deep/b#c.txt"])
      files[`${at}/artifacts/${name}`] = `${id} ${name}`;
  }
  for (const version of [1, 2])
    files[`mlruns/models/intent/version-${version}/meta.yaml`] =
      `creation_timestamp: ${version}\nrun_id: ${"1".padStart(32, "0")}\nsource: runs:/${"1".padStart(32, "0")}/model\n`;
  return files;
}

/** All that a store holds, as its export tells it: records in no order, and files. */
async function held(at: Desk, name: string): Promise<[string[], unknown]> {
  const typed = await at.type("export", "--all", "--out", name);
  expect([typed.code, typed.stderr]).toEqual([0, ""]);
  const folder = join(at.folder, name);
  const lines = readFileSync(join(folder, "records.jsonl"), "utf8").trim().split("\n");
  return [
    lines.filter((line) => !line.startsWith('{"type":"left"')).sort(),
    readFolder(join(folder, "artifacts")),
  ];
}

/** The same, imported in one go. */
async function clean(): Promise<[string[], unknown]> {
  const other = openDesk();
  try {
    writeFolder(other.folder, { "fettle.yaml": "project: shop\n", ...mlruns() });
    expect((await other.type("import", "mlruns")).code).toBe(0);
    return await held(other, "clean");
  } finally {
    await other.close();
  }
}

test("an import that is killed again and again is whole once one gets to its end", async () => {
  for (const ms of KILLS_MS) {
    const child = desk.start("import", "mlruns");
    const ended = finished(child);
    await setTimeout(ms);
    child.kill("SIGKILL");
    await ended;
  }
  const last = await desk.type("import", "mlruns", "--json");
  const { notes, left } = JSON.parse(last.stdout);
  // One that came, and was not yet in the trash when the import was killed, is told by name and put there by hand.
  const active = notes.flatMap(
    (note: string) => /^run (\w+) lies in the trash there, and stays/.exec(note)?.[1] ?? [],
  );
  expect(active.length).toBeLessThanOrEqual(KILLS_MS.length);
  expect([last.code, Object.values(left)]).toEqual(
    active.length === 0 ? [0, []] : [1, [active.length]],
  );
  for (const id of active) expect((await desk.type("trash", "put", id)).code).toBe(0);
  expect(await held(desk, "after")).toEqual(await clean());
  // Once more changes nothing.
  const again = JSON.parse((await desk.type("import", "mlruns", "--json")).stdout);
  expect(again).toMatchObject({ artifacts: { stored: 0 }, left: {} });
  for (const counts of Object.values(again.counts))
    expect(counts).toMatchObject({ new: 0, more: 0 });
}, 120_000);

test("two imports of the same folder at once bring it once", async () => {
  const both = await Promise.all([1, 2].map(() => desk.type("import", "mlruns", "--json")));
  // What the other one has not yet put into the trash, or has just put there, is told.
  const known = /^(things that stay out of the trash|files that were not stored)$/;
  for (const { code, stdout, stderr } of both) {
    const left = Object.keys(JSON.parse(stdout).left);
    expect([code, stderr]).toEqual([left.length === 0 ? 0 : 1, ""]);
    for (const what of left) expect(what).toMatch(known);
  }
  const made = both.map(({ stdout }) => JSON.parse(stdout).counts.run.new);
  expect(made.reduce((sum: number, one: number) => sum + one, 0)).toBe(RUNS);
  expect(await held(desk, "after")).toEqual(await clean());
}, 120_000);
