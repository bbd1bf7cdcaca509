import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { diffCommits } from "#ground/git";
import { newId } from "#ground/id";
import { openTestServer, type TestServer } from "#test/open-store";
import type { RunComparison } from "./index.ts";
import { compareMetric } from "./noise.ts";
import { isSeed, signatureOf } from "./repeats.ts";

const API = "/api/fettle/1/runs";

describe("what repeats are", () => {
  test.each([
    "seed",
    "random_state",
    "train.seed",
    "SEED",
    "random_seed",
    "rng",
    "repeat",
    "--seed",
  ])("%s only tells repeats apart", (key) => expect(isSeed(key)).toBe(true));
  test.each(["seeds_per_tree_depth", "lr", "fold", "seeding", "repeat_penalty"])(
    "%s does more",
    (key) => expect(isSeed(key)).toBe(false),
  );

  test("seeds on the command line count no more than those among the parameters", () => {
    const run = (command: string[], params: Record<string, string> = {}) =>
      signatureOf({ experiment: "a", commit: "c", dirty: false, command, params, data: [] });
    const first = run(["node", "t.ts", "--seed", "1", "--lr", "2"], { seed: "1" });
    expect(run(["node", "t.ts", "--seed", "9", "--lr", "2"], { seed: "9" })).toBe(first);
    expect(run(["node", "t.ts", "--seed", "9", "--lr", "3"], { seed: "9" })).not.toBe(first);
    expect(run(["t", "--seed=1"])).toBe(run(["t", "--seed=2"]));
    expect(run(["t", "a=1"])).not.toBe(run(["t", "a=2"]));
  });
});

describe("a metric over repeats", () => {
  const byName = { chosen: {} };

  test("differs by more than noise where Welch's interval leaves zero out", () => {
    const metric = compareMetric(
      "f1",
      [
        [0.8, 0.81, 0.79, 0.8],
        [0.9, 0.91, 0.89, 0.9],
      ],
      byName,
    );
    expect(metric).toMatchObject({ direction: "higher", best: 1 });
    expect(metric.groups[1]).toMatchObject({ n: 4, exceeds: true });
    // By scipy.stats.ttest_ind(equal_var=False).confidence_interval(): 0.1 +- 0.014127.
    expect(metric.groups[1]?.noise).toBeCloseTo(0.014127, 5);
    expect(metric.groups[0]).toMatchObject({ difference: null, noise: null, exceeds: null });
  });

  test("has the spread of the repeated one where only one was repeated", () => {
    const metric = compareMetric("loss", [[0.5, 0.7], [0.61]], byName);
    expect(metric).toMatchObject({ direction: "lower", best: 0 });
    expect(metric.groups[1]).toMatchObject({ n: 1, sd: null, exceeds: false });
  });

  test("counts infinite values beside the spread of the others", () => {
    const { groups } = compareMetric(
      "f1",
      [
        [1, "Infinity", 3],
        ["-Infinity", "NaN"],
      ],
      byName,
    );
    expect(groups[0]).toMatchObject({ n: 2, infinite: 1, mean: 2, min: 1, max: 3 });
    expect(groups[1]).toMatchObject({ n: 0, infinite: 1, mean: null, difference: null });
  });

  test("has no noise where nothing was repeated, and none at all where repeats agree", () => {
    expect(compareMetric("f1", [[1], [2]], byName).groups[1]).toMatchObject({
      difference: 1,
      noise: null,
      exceeds: null,
    });
    expect(
      compareMetric(
        "f1",
        [
          [1, 1],
          [2, 2],
        ],
        byName,
      ).groups[1],
    ).toMatchObject({ noise: 0, exceeds: true });
    expect(compareMetric("f1", [[1], []], byName)).toMatchObject({ best: null });
  });

  test("is best where the project said so, not where its name does", () => {
    const chosen = { churn: "lower" } as const;
    expect(compareMetric("churn", [[4], [9]], { chosen })).toMatchObject({
      direction: "lower",
      best: 0,
    });
  });
});

describe("runs of a store", () => {
  let server: TestServer;
  beforeEach(async () => {
    server = await openTestServer({ slices: ["lineage", "artifacts", "runs"] });
  });
  afterEach(() => server.close());

  const record = async (name: string, seed: number, f1: number, more: object = {}) => {
    const id = newId();
    await server.client.post(API, {
      id,
      project: "shop",
      experiment: "intents",
      name,
      startedAt: seed,
      command: ["node", "train.ts", "--model", name, "--seed", String(seed)],
      folder: ".",
      commit: "abcdef1",
      dirty: false,
      data: [],
      params: { model: name, seed: String(seed) },
      ...more,
    });
    await server.client.post("/api/2.0/mlflow/runs/log-metric", {
      run_id: id,
      key: "f1",
      value: f1,
      timestamp: 1,
      step: 0,
    });
    await server.client.post(`${API}/${id}/end`, { status: "FINISHED", endedAt: seed + 1 });
    return id;
  };
  const compare = (refs: readonly string[], repeats = true) =>
    server.client.get<RunComparison>(`${API}/compare`, { refs: refs.join(","), repeats });

  test("are grouped with their repeats, also with those that nobody chose", async () => {
    const rules = await record("rules", 1, 0.8);
    await record("rules", 2, 0.82);
    await record("rules", 3, 0.81);
    const bayes = await record("bayes", 1, 0.9);
    await record("bayes", 2, 0.91);
    const found = await compare([rules, bayes]);
    expect(found.groups).toEqual([
      { label: "rules", runs: [rules], repeats: 2, seeds: ["seed"] },
      { label: "bayes", runs: [bayes], repeats: 1, seeds: ["seed"] },
    ]);
    expect(found.metrics[0]).toMatchObject({ key: "f1", best: 1 });
    expect(found.metrics[0]?.groups.map(({ n, exceeds }) => [n, exceeds])).toEqual([
      [3, null],
      [2, true],
    ]);
    expect((await compare([rules, bayes], false)).groups.map((one) => one.repeats)).toEqual([0, 0]);
  });

  test("show first what differs, packages and machine among it", async () => {
    const environment = (numpy: string) => ({
      python: { version: "3.12.4", folder: "/venv", packages: { numpy, torch: "2.4.0" } },
      platform: "linux 6.1 x64",
      cores: 2,
      memory: 1,
      gpus: [],
      variables: { OMP_NUM_THREADS: "4" },
    });
    const a = await record("rules", 1, 0.8, { environment: environment("1.26.4") });
    const b = await record("rules", 2, 0.8, {
      environment: environment("2.1.0"),
      patch: { text: "+a\n-b\n", cut: false, redacted: false, untracked: [], untrackedTotal: 3 },
    });
    const { rows } = await compare([a, b]);
    const last = rows.findLastIndex((row) => row.differs);
    expect(rows.slice(0, last + 1).every((row) => row.differs)).toBe(true);
    expect(rows).toContainEqual({
      kind: "package",
      key: "numpy",
      values: ["1.26.4", "2.1.0"],
      differs: true,
    });
    expect(rows).toContainEqual({
      kind: "fact",
      key: "changes",
      values: [null, "2 lines changed, 3 new files"],
      differs: true,
    });
    expect(rows.find((row) => row.key === "torch")?.differs).toBe(false);
    expect(await server.client.get(`${API}/${b}/environment`)).toMatchObject({
      environment: { python: { packages: { numpy: "2.1.0" } } },
      patch: { text: "+a\n-b\n" },
    });
  });

  test("whose code can't be compared say why", async () => {
    const a = await record("rules", 1, 0.8);
    const b = await record("rules", 2, 0.8, { commit: "--output=/tmp/x" });
    const found = await server.client.get(`${API}/compare/code`, { from: a, to: b });
    expect(found).toMatchObject({ text: null, problem: "a run's commit is not one of git's" });
  });
});

describe("the code of two commits", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "fettle-diff-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const commit = (text: string): string => {
    writeFileSync(join(folder, "train.py"), text);
    const who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"];
    execFileSync("git", ["add", "-A"], { cwd: folder });
    execFileSync("git", [...who, "commit", "-q", "-m", "x"], { cwd: folder });
    return execFileSync("git", ["rev-parse", "HEAD"], { cwd: folder, encoding: "utf8" }).trim();
  };

  test("is a patch without secrets, also when asked from within .git", async () => {
    execFileSync("git", ["init", "-q"], { cwd: folder });
    const first = commit("lr = 1\n");
    const second = commit('lr = 2\napi_key = "hunter2-secret"\n');
    const diff = await diffCommits(join(folder, ".git"), first, second);
    expect(diff).toMatchObject({ cut: false, problem: null });
    expect(diff.stat).toContain("train.py | 3 ++-");
    expect(diff.text).toContain("+lr = 2");
    expect(diff.text).not.toContain("hunter2");
    expect(await diffCommits(folder, first, first)).toMatchObject({ text: "", problem: null });
    expect(await diffCommits(folder, first, "f".repeat(40))).toMatchObject({
      text: null,
      problem: "commit ffffffff is not in the repository here",
    });
    expect(await diffCommits(folder, first, null)).toMatchObject({ text: null });
  });
});
