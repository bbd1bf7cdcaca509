import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestServer, type TestServer } from "#test/open-store";
import { runBody } from "#test/run-body";
import { endRun } from "../end-run.ts";
import { logBatch } from "../log-batch.ts";
import type { RunDetail } from "../model.ts";
import { startRun } from "../start-run.ts";
import { compareRuns } from "./compare.ts";
import { comparedRuns, compareRows } from "./compare-runs.ts";

describe("the rows of a comparison", () => {
  const run = (more: object) =>
    ({
      commit: "c1",
      dirty: false,
      command: ["train", "--fast"],
      notebook: null,
      experiment: "intents",
      status: "FINISHED",
      durationMs: 5,
      data: [],
      params: {},
      metrics: {},
      ...more,
    }) as unknown as RunDetail;
  const nothing = { environment: null, patch: null };
  const rowsOf = (...runs: RunDetail[]) =>
    compareRows(runs.map((one) => ({ run: one, found: nothing }))).map(
      ({ kind, key, values }) => `${kind} ${key}: ${values.join(" | ")}`,
    );

  test("stand in their order, those that differ before the others", () => {
    const one = run({
      data: [{ path: "b.csv", md5: "1" }],
      params: { z: "1", lr: "2" },
      metrics: { f1: 1 },
    });
    const other = run({
      status: "FAILED",
      data: [
        { path: "b.csv", md5: "1" },
        { path: "a.csv", md5: "2" },
      ],
      params: { z: "1", lr: "3" },
      metrics: { f1: 1, acc: 0 },
    });
    expect(rowsOf(one, other)).toEqual([
      "fact status: FINISHED | FAILED",
      "data a.csv:  | 2",
      "param lr: 2 | 3",
      "metric acc:  | 0",
      "fact commit: c1 | c1",
      "fact dirty: false | false",
      "fact changes:  | ",
      "fact command: train --fast | train --fast",
      "fact notebook:  | ",
      "fact experiment: intents | intents",
      "fact durationMs: 5 | 5",
      "data b.csv: 1 | 1",
      "param z: 1 | 1",
      "metric f1: 1 | 1",
    ]);
  });

  test("tell null from what is empty, zero or false, wherever the odd one stands", () => {
    const rows = compareRows(
      [run({ params: { a: "" } }), run({}), run({ params: { a: "" } })].map((one) => ({
        run: one,
        found: nothing,
      })),
    );
    expect(rows[0]).toEqual({ kind: "param", key: "a", values: ["", null, ""], differs: true });
    expect(rows.filter(({ differs }) => differs)).toHaveLength(1);
  });

  test("have of the machine what one of them recorded, and of a patch its size", () => {
    const found = (gpus: string[], untrackedTotal: number) => ({
      environment: {
        node: "24.1",
        platform: "linux",
        cores: 2,
        memory: 1,
        gpus,
        variables: { SEED: "1" },
      },
      patch: {
        text: "--- a/x\n+++ b/x\n-a\n+b\n+++c\n @@\n",
        cut: false,
        redacted: false,
        untracked: [],
        untrackedTotal,
      },
    });
    const rows = compareRows([
      { run: run({}), found: found(["H200", "H200"], 0) },
      { run: run({}), found: found([], 2) },
    ]);
    expect(rows.filter(({ kind }) => kind !== "fact")).toEqual([
      { kind: "environment", key: "gpus", values: ["H200, H200", null], differs: true },
      { kind: "environment", key: "node", values: ["24.1", "24.1"], differs: false },
      { kind: "environment", key: "platform", values: ["linux", "linux"], differs: false },
      { kind: "environment", key: "cores", values: [2, 2], differs: false },
      { kind: "variable", key: "SEED", values: ["1", "1"], differs: false },
    ]);
    expect(rows[0]).toEqual({
      kind: "fact",
      key: "changes",
      values: ["3 lines changed", "3 lines changed, 2 new files"],
      differs: true,
    });
  });

  test("name the runs above them by no more than a head needs", () => {
    const one = run({ id: "a", name: "rules", startedAt: 7 });
    expect(comparedRuns([one])).toEqual([
      { id: "a", name: "rules", experiment: "intents", status: "FINISHED", startedAt: 7 },
    ]);
  });
});

describe("runs of a store", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await openTestServer({ slices: ["lineage", "artifacts", "runs"] });
    await record("a1", { seed: "1", lr: "1" }, 4);
    await record("a2", { seed: "2", lr: "1" }, 6);
    await record("a3", { seed: "3", lr: "1" }, Number.NaN);
    await record("b1", { seed: "1", lr: "2" }, 9);
    await record("other", { seed: "4", lr: "1" }, 1, { experiment: "prices" });
    await record("going", { seed: "5", lr: "1" }, 1, { end: false });
  });
  afterAll(() => server.close());

  const record = async (
    id: string,
    params: Record<string, string>,
    churn: number,
    more: { experiment?: string; end?: false } = {},
  ) => {
    const { end = true, ...facts } = more;
    const choices = { lostAfterMs: null, best: { churn: "lower" as const } };
    await startRun(server.context, runBody({ id, name: id, params, choices, ...facts }), "ada");
    await logBatch(server.context, id, {
      metrics: [{ key: "churn", value: churn, timestamp: 1, step: 0 }],
    });
    if (end) await endRun(server.context, id, { status: "FINISHED", endedAt: 2000 });
  };
  const compare = (refs: readonly string[], repeats = true) =>
    compareRuns(server.context, { refs, project: "shop", repeats });

  test("come with their finished repeats of the same experiment, whose values that are none don't count", async () => {
    const { runs, groups, metrics } = await compare(["b1", "a1"]);
    expect(runs.map(({ id }) => id)).toEqual(["b1", "a1"]);
    expect(groups).toEqual([
      { label: "b1", runs: ["b1"], repeats: 0, seeds: ["seed"] },
      { label: "a1", runs: ["a1"], repeats: 2, seeds: ["seed"] },
    ]);
    expect(metrics).toMatchObject([
      {
        key: "churn",
        direction: "lower",
        best: 1,
        groups: [
          { n: 1, mean: 9 },
          { n: 2, mean: 5 },
        ],
      },
    ]);
  });

  test("that were chosen together are one group, and count once", async () => {
    const { groups, metrics } = await compare(["a1", "a2"]);
    expect(groups).toEqual([{ label: "a1", runs: ["a1", "a2"], repeats: 1, seeds: ["seed"] }]);
    expect(metrics[0]?.groups.map(({ n, mean }) => [n, mean])).toEqual([[2, 5]]);
  });

  test("stand alone where nobody asks for repeats, and one that is unknown is refused", async () => {
    const { groups, metrics } = await compare(["b1", "a1"], false);
    expect(groups.map(({ repeats }) => repeats)).toEqual([0, 0]);
    expect(metrics[0]?.groups.map(({ n }) => n)).toEqual([1, 1]);
    await expect(compare(["a1", "nobody"])).rejects.toMatchObject({ code: "RUNS_UNKNOWN" });
  });
});
