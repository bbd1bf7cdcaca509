import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Desk, openDesk } from "#test/type-fettle";
import { isReady, runScript } from "./python.ts";

const READY = isReady("imports of what MLflow stored");

// biome-ignore lint/suspicious/noExplicitAny: what MLflow's client prints
type Seen = any;

/**
 * Each way is tried whole: MLflow's own client fills its store, Fettle imports it, and the same client must find the same
 * in Fettle; then Fettle exports it for MLflow, and the client must find it there again.
 */
describe.skipIf(!READY).each([
  { kind: "database", uri: "sqlite:///mlflow.db", named: "mlflow.db", numbered: [] },
  // Its numbers have 18 digits, more than a number of JavaScript holds.
  {
    kind: "folder",
    uri: "./mlruns",
    named: "mlruns",
    numbered: [/^experiment team.intent has the number \d here/, /^experiment given up has/],
  },
])("a $kind of MLflow", ({ uri, named, numbered }) => {
  let desk: Desk;
  let theirs: Seen;
  let report: Seen;
  let server: Seen;

  const python = (script: string, at: string, more: Record<string, string> = {}): Promise<Seen> =>
    runScript(script, [at], {
      folder: desk.folder,
      env: { MLFLOW_ALLOW_FILE_STORE: "true", ...more },
      timeoutMs: 150_000,
    });
  const fettle = async (...words: string[]): Promise<Seen> => {
    const typed = await desk.type(...words, "--json");
    // An import leaves the alias behind that the gate guards, and says so by its code, too.
    expect([typed.code, typed.stderr]).toEqual([words[0] === "import" ? 1 : 0, ""]);
    return JSON.parse(typed.stdout);
  };
  const readOurs = (): Promise<Seen> =>
    python("read-store.py", server.url, { MLFLOW_TRACKING_TOKEN: server.token ?? "" });

  beforeAll(async () => {
    desk = openDesk();
    writeFileSync(join(desk.folder, "fettle.yaml"), "project: shop\n");
    await python("write-store.py", uri);
    theirs = await python("read-store.py", uri);
    report = await fettle("import", named);
    server = await fettle("server", "status");
  }, 200_000);
  afterAll(() => desk?.close());

  test("is there in Fettle as MLflow's client had it", async () => {
    expect(report.counts).toMatchObject({
      // Default is here already, and takes over since when it is there.
      experiment: { new: 2, more: 1, refused: 0 },
      run: { new: 5, refused: 0 },
      "logged-model": { new: 1, refused: 0 },
      version: { new: 2, refused: 0 },
    });
    // The alias `champion` moves by the gate alone, whoever asks.
    expect(report.left).toEqual({ "aliases of models": 1 });
    const refused = /^intent@champion was not set: /;
    expect(report.notes).toEqual([...numbered, refused].map((n) => expect.stringMatching(n)));
    expect(same(await readOurs())).toEqual(same(theirs));
  }, 60_000);

  test("changes nothing when it is imported again", async () => {
    const before = await readOurs();
    const again = await fettle("import", named);
    expect(again.counts).toMatchObject({
      experiment: { new: 0, more: 0 },
      run: { new: 0, more: 0, same: 5 },
      version: { new: 0, more: 0 },
    });
    expect(again.artifacts.stored).toBe(0);
    expect(await readOurs()).toEqual(before);
  }, 90_000);

  test("goes back to MLflow by an export", async () => {
    mkdirSync(join(desk.folder, "back"));
    await fettle("export", "--format", "mlruns", "--out", "back/mlruns");
    const back = await python("read-store.py", join(desk.folder, "back/mlruns"));
    // Default holds nothing, and stays here.
    expect(same(back).experiments).toEqual(
      same(theirs).experiments.filter((e: Seen) => e.name !== "Default"),
    );
    expect([same(back).registry, back.newest]).toEqual([same(theirs).registry, theirs.newest]);
  }, 90_000);

  test("moves to another Fettle by an export, and from a server that runs", async () => {
    await fettle("export", "--out", "moved");
    const other = openDesk();
    try {
      writeFileSync(join(other.folder, "fettle.yaml"), "project: shop\n");
      const typed = await other.type("import", join(desk.folder, "moved"), "--json");
      expect([typed.code, typed.stderr]).toEqual([0, ""]);
      const counts = JSON.parse(typed.stdout).counts;
      expect(counts).toMatchObject({ run: { new: 5 }, version: { new: 2 } });
      // All of it is there, and stays, when it comes from the running server once more.
      const live = await other.type("import", server.url, "--json");
      // MLflow's API does not tell Fettle's own records, and that is said.
      expect([live.code, live.stderr]).toEqual([1, ""]);
      expect(Object.keys(JSON.parse(live.stdout).left)).toEqual([
        expect.stringContaining("Fettle's own records"),
      ]);
      expect(JSON.parse(live.stdout).counts).toMatchObject({
        run: { new: 0, same: 5, refused: 0 },
        version: { new: 0, same: 2 },
      });
    } finally {
      await other.close();
    }
  }, 90_000);
});

/**
 * Without what may differ: the numbers of experiments and the alias that the gate guards, and with an infinite value as
 * the largest number there is, as Fettle and MLflow's database answer it.
 */
function same(seen: Seen): Seen {
  const text = JSON.stringify(seen).replaceAll('"inf"', String(Number.MAX_VALUE));
  const copy = JSON.parse(text);
  for (const experiment of copy.experiments) delete experiment.id;
  for (const [, , , aliases] of copy.registry) delete aliases.champion;
  copy.experiments.sort((a: Seen, b: Seen) => a.name.localeCompare(b.name));
  return copy;
}
