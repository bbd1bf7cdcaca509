import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Desk, openDesk } from "#test/type-fettle";
import { isReady, runScript } from "./python.ts";

const READY = isReady("imports of what MLflow stored elsewhere");

// biome-ignore lint/suspicious/noExplicitAny: what MLflow's client prints
type Seen = any;

/**
 * MLflow names the files of a run by whole paths. Here its own client fills a store in a project, the project moves, and
 * nothing lies any more where the records say: all files must come, and a version must find its own among them.
 */
describe.skipIf(!READY).each([
  { kind: "database", uri: "sqlite:///mlflow.db", named: "mlflow.db" },
  { kind: "folder", uri: "./mlruns", named: "mlruns" },
])("a $kind of MLflow that was moved", ({ uri, named }) => {
  let desk: Desk;
  let theirs: Seen;

  beforeAll(async () => {
    desk = openDesk();
    const before = join(desk.folder, "before");
    mkdirSync(before);
    const options = {
      folder: before,
      env: { MLFLOW_ALLOW_FILE_STORE: "true" },
      timeoutMs: 150_000,
    };
    await runScript("write-store.py", [uri], options);
    theirs = await runScript("read-store.py", [uri], options);
    writeFileSync(join(desk.folder, "fettle.yaml"), "project: shop\n");
    mkdirSync(join(desk.folder, "deep"));
    renameSync(before, join(desk.folder, "deep/after"));
  }, 200_000);
  afterAll(() => desk?.close());

  test("comes whole, with every file, and says what its gate keeps back", async () => {
    expect(existsSync(join(desk.folder, "before"))).toBe(false);
    const typed = await desk.type("import", join("deep/after", named), "--json");
    const report = JSON.parse(typed.stdout);
    // The alias `champion` moves by the gate alone; that it stayed behind is said by the code too.
    expect([typed.code, report.left]).toEqual([1, { "aliases of models": 1 }]);
    // Three, and one that MLflow's client wrote beside a version when it was read.
    expect(report.artifacts.stored).toBe(4);
    const server = JSON.parse((await desk.type("server", "status", "--json")).stdout);
    const ours = await runScript("read-store.py", [server.url], {
      folder: desk.folder,
      env: { MLFLOW_TRACKING_TOKEN: server.token ?? "" },
    });
    expect(filesOf(ours)).toEqual(filesOf(theirs));
    expect(ours.newest).toBe(theirs.newest);
  }, 120_000);
});

/** The files of each run, by their digests. */
function filesOf(seen: Seen): unknown {
  return Object.fromEntries(
    seen.experiments.flatMap(({ runs }: Seen) => runs.map(({ id, files }: Seen) => [id, files])),
  );
}
