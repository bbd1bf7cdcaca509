/** Single bits that a disk flips in any file of a store, closed or killed: each that changes an answer is named. */
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type Files,
  type Found,
  filesOf,
  fillStore,
  lookAt,
  putBack,
  served,
  writeBytes,
} from "#test/flipped-store";
import { random } from "#test/random";
import { tellProof } from "#test/tell-proof";

const FLIPS = process.env["FETTLE_PROVE"] === "1" ? 1000 : 30;
const SEED = Number(process.env["FETTLE_SEED"] ?? 14);

let folder: string;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "fettle-flips-")));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Which table or index a page of a database belongs to. */
function ownersIn(path: string): ReadonlyMap<number, string> {
  const db = new DatabaseSync(path, { readOnly: true });
  const rows = db.prepare("SELECT pageno, name FROM dbstat").all() as {
    pageno: number;
    name: string;
  }[];
  db.close();
  return new Map(rows.map(({ pageno, name }) => [pageno, name]));
}

/** A state of the store in which bits are flipped, and what it says when none is. */
type State = { readonly name: string; readonly files: Files; readonly good: Found };

test(`of ${FLIPS} bits flipped in all files of a store, each that changes an answer is named, and none in a block or an artifact is served`, async ({
  task,
}) => {
  const next = random(SEED);
  const [store, scratch] = [join(folder, "store"), join(folder, "scratch")];
  let run = "";
  let killed: Files = new Map();
  await served(store, async (client) => {
    run = await fillStore(client, join(folder, "made"), SEED);
    await client.get("/api/fettle/1/server/check");
  });
  const closed = filesOf(store, "all");
  const owners = ownersIn(join(store, "fettle.db"));
  await served(store, async (client) => {
    for (let i = 0; i < 30; i += 1)
      await client.post("/api/2.0/mlflow/runs/set-tag", { run_id: run, key: `t${i}`, value: "x" });
    await client.post("/api/2.0/mlflow/runs/log-metric", {
      ...{ run_id: run, key: "loss", value: 3, timestamp: 9000, step: 9000 },
    });
    killed = new Map([...closed, ...filesOf(store, "database")]);
  });
  const states: State[] = [];
  for (const [name, files] of [
    ["closed", closed],
    ["killed", killed],
  ] as const) {
    putBack(store, files);
    states.push({ name, files, good: await lookAt(store, run, scratch) });
  }
  for (const { good } of states) expect(good.damaged).toEqual([]);

  const counts = { changed: 0, unnamed: 0, served: 0, "false alarms": 0, "in the database": 0 };
  const findings: string[] = [];
  const kinds: Record<string, number> = {};
  for (let i = 0; i < FLIPS; i += 1) {
    const { name, files, good } = states[i % 3 === 2 ? 1 : 0] as State;
    const path = chosen(files, next, name === "killed");
    const bytes = Buffer.from(files.get(path) as Buffer);
    const at = Math.floor(next() * bytes.length);
    bytes[at] = (bytes[at] as number) ^ (1 << Math.floor(next() * 8));
    putBack(store, files);
    writeBytes(join(store, path), bytes);
    const found = await lookAt(store, run, scratch);
    const kind = path.startsWith("artifacts/") ? "artifacts" : path;
    kinds[kind] = (kinds[kind] ?? 0) + 1;
    const different = Object.keys({ ...good.answers, ...found.answers }).filter(
      (asked) => good.answers[asked] !== found.answers[asked],
    );
    const where = `${name} ${path} byte ${at}: ${different.join(", ")}`;
    if (different.length > 0) {
      counts.changed += 1;
      if (found.damaged.length === 0) {
        counts.unnamed += 1;
        findings.push(`unnamed: ${where}`);
      }
    }
    const owner = path === "fettle.db" ? owners.get(Math.floor(at / 4096) + 1) : undefined;
    if (owner === "runs_block" || kind === "artifacts") {
      const bad = different.filter(
        (asked) =>
          /^points|^bytes/.test(asked) && !(found.answers[asked] ?? "error:").startsWith("error:"),
      );
      counts.served += bad.length;
      if (bad.length > 0) findings.push(`served: ${where}`);
    }
    if (path === "fettle.db") counts["in the database"] += 1;
    if (i % 10 === 0) {
      putBack(store, files);
      const { damaged } = await lookAt(store, run, scratch);
      counts["false alarms"] += damaged.length;
      if (damaged.length > 0) findings.push(`false alarm: ${damaged.join("; ")}`);
    }
  }
  tellProof(task, { seed: String(SEED), flips: FLIPS, ...counts, ...kinds });
  expect(findings).toEqual([]);
  expect(counts.changed).toBeGreaterThan(FLIPS / 10);
}, 7_200_000);

/** Most often the database or its log, then an artifact by its size, else one of the small files. */
function chosen(files: Files, next: () => number, isKilled: boolean): string {
  const drawn = next();
  if (isKilled && drawn < 0.6) return "fettle.db-wal";
  if (drawn < 0.6) return "fettle.db";
  const all = [...files.keys()].sort();
  const paths = all.filter((path) => path.startsWith("artifacts/") === drawn < 0.9);
  const rest = paths.filter((path) => !/^fettle\.db(-wal|-shm)?$/.test(path));
  return rest[Math.floor(next() * rest.length)] as string;
}
