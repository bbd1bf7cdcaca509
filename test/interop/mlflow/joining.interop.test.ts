/** Scripts with the unmodified client under `fettle run`, as people have them: they name experiments, runs and addresses. */
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Desk, openDesk } from "#test/type-fettle";
import { isReady, PYTHON } from "./python.ts";

const READY = isReady("MLflow's client under fettle run");

let desk: Desk;
beforeEach(async () => {
  desk = openDesk({
    MLFLOW_DISABLE_TELEMETRY: "true",
    MLFLOW_RUN_ID: "of-somebody-else",
    PYTHONWARNINGS: "ignore",
  });
  copyFileSync(join(import.meta.dirname, "join-run.py"), join(desk.folder, "train.py"));
  await desk.type("init", "--project", "shop");
});
afterEach(() => desk.close());

const json = async (...words: string[]) => JSON.parse((await desk.type(...words, "--json")).stdout);

describe.skipIf(!READY)("a script under fettle run", { timeout: 120_000 }, () => {
  test("joins the run though it says set_experiment first, and what else it starts is the run's child", async () => {
    const typed = await desk.type("run", "--name", "mine", "--", PYTHON, "train.py");
    expect([typed.code, typed.stderr]).toEqual([0, expect.stringContaining("FINISHED")]);
    const mine = await json("runs", "show", "mine");
    expect(mine).toMatchObject({
      experiment: "asked",
      project: "shop",
      status: "FINISHED",
      exitCode: 0,
      params: { lr: "0.1" },
      metrics: { loss: 0.4 },
      tags: { stage: "trial", "fettle.run_name": "scripted" },
    });
    const second = await json("runs", "show", "second");
    expect(second).toMatchObject({
      project: "shop",
      experiment: "asked",
      tags: { "mlflow.parentRunId": mine.id },
    });
    expect((await json("runs", "show", "nested")).tags["mlflow.parentRunId"]).toBe(second.id);
    const { runs } = await json("runs", "list");
    expect(runs).toHaveLength(4);
  });

  test("that sets another address logs there, with no token of ours that is worth anything, and is told so", async () => {
    const typed = await desk.type("run", "--name", "mine", "--", PYTHON, "train.py", "elsewhere");
    expect(typed.code).toBe(0);
    expect(typed.stderr).toContain(
      "train.py:8 sets another address; without that line it logs here",
    );
    const { runs } = await json("runs", "list");
    expect(runs).toMatchObject([{ name: "mine", metrics: {}, params: {} }]);
  });
});
