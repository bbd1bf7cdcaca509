/** What a team does with the unmodified client of today, each part in a process of its own against a server of its own. */
import { describe, expect, test } from "vitest";
import { openTestServer } from "#test/open-store";
import { isReady, runScript } from "./python.ts";

const READY = isReady("the MLflow client");

/** The longest part sends 10,000 requests one after the other. */
const PART_MS = 240_000;

/** Runs a part of use-client.py, and gives what it printed. The server's log must stay free of errors. */
async function use(part: string): Promise<unknown> {
  const server = await openTestServer({ slices: ["lineage", "artifacts", "runs", "models"] });
  try {
    const { folder } = server;
    const env = { MPLBACKEND: "agg" };
    const said = await runScript("use-client.py", [part], {
      folder,
      server,
      env,
      timeoutMs: 230_000,
    });
    expect(server.logLines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
    return said;
  } finally {
    await server.close();
  }
}

describe.skipIf(!READY)("the unmodified client of MLflow", { timeout: PART_MS }, () => {
  test("starts, nests, resumes and fails runs by its global functions, and logs what comes its way", async () => {
    expect(await use("fluent")).toEqual({
      params: 250,
      metrics: 2501,
      status: "FINISHED",
      note: "why",
      failed: ["breaks"],
      children: true,
      rows: 3,
      dataset: ["points", "training"],
      owner: { owner: "anna", stage: "trial" },
      last: "parent",
    });
  });

  test("logs asynchronously, ten at a time and buffered, and all of it is there", async () => {
    expect(await use("asynchronous")).toEqual({
      points: true,
      last: true,
      params: 50,
      tags: 50,
      buffered: [1000, 999],
    });
  });

  test("searches runs and experiments by pages", async () => {
    expect(await use("paging")).toEqual({
      pages: 5,
      ordered: true,
      experiments: true,
      frame: true,
    });
  });

  test("samples system metrics", async () => {
    expect(await use("system")).toEqual({ names: true, points: true });
  });

  test("records scikit-learn by itself, and loads models by alias, version, run and id", async () => {
    expect(await use("learning")).toEqual({
      auto: ["FINISHED", "200", true],
      inputs: ["dataset"],
      outputs: 1,
      tried: 3,
      agree: [true, true, true, true, true],
      native: true,
      model: ["READY", "1.0", "anna", true],
      metrics: [["accuracy", 0.97]],
      found: true,
      versions: [1, 2],
      champion: [1, ["champion"], true],
      files: expect.arrayContaining(["MLmodel", "model.skops", "requirements.txt"]),
      frame: true,
    });
  });

  test("stores 5,000 files, lists them and brings them back", async () => {
    expect(await use("many")).toMatchObject({ listed: 5000, same: true });
  });

  test("stores a file of 1 GB and brings it back", async () => {
    expect(await use("large")).toMatchObject({ size: 2 ** 30, same: true });
  });
});
