import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Context, createOutput } from "#ground/cli";
import { systemClock } from "#ground/clock";
import { loadProject } from "#ground/config";
import { git } from "#ground/git";
import { currentUser } from "#ground/user";
import { runsSection } from "../config.ts";
import { describe, type Launch } from "./describe.ts";

let folder: string;
let said: PassThrough;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "fettle-describe-")));
  writeFileSync(join(folder, "fettle.yaml"), "project: shop\n");
  said = new PassThrough();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const LAUNCH: Launch = {
  name: undefined,
  experiment: undefined,
  data: [],
  notebook: undefined,
  params: {},
  tags: {},
  command: ["true"],
};
async function described(launch: Partial<Launch> = {}, inside = "") {
  const cwd = join(folder, inside);
  const context = {
    cwd,
    output: createOutput({ stdout: said, stderr: said, json: false, clock: systemClock }),
  } as Context;
  const project = await loadProject({ cwd, sections: [runsSection], env: {} });
  const { environment, ...rest } = await describe({ ...LAUNCH, ...launch }, project, context);
  return { environment, rest };
}
const commit = async () => {
  for (const words of [
    ["init", "-q", "-b", "main"],
    ["add", "."],
    ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "first"],
  ])
    await git(folder, words);
};

test("of a command without a repository nothing is made up, and that is said", async () => {
  const { rest, environment } = await described();
  expect(rest).toEqual({
    id: expect.stringMatching(/^[0-9a-f]{32}$/),
    project: "shop",
    experiment: "shop",
    user: currentUser().name,
    command: ["true"],
    folder: ".",
    dirty: false,
    data: [],
    params: {},
    tags: {},
    lostAfterMs: 120_000,
    choices: { lostAfterMs: null, best: {} },
  });
  expect(environment?.cores).toBeGreaterThan(0);
  expect(String(said.read())).toMatch(
    /^warning: the run is recorded with commit "none": .*git repository.*\n$/,
  );
});

test("all that a person typed is there, in words relative to the project", async () => {
  mkdirSync(join(folder, "sub", "deep"), { recursive: true });
  writeFileSync(join(folder, "sub", "a.ipynb"), "{}");
  writeFileSync(join(folder, "rows.csv"), "a\n");
  await commit();
  const typed = {
    ...{ name: "n", experiment: "e", data: ["../../rows.csv"], notebook: "../a.ipynb" },
    ...{ params: { lr: "1" }, tags: { t: "2" }, command: ["sh", "x.sh"] },
  };
  const { rest } = await described(typed, "sub/deep");
  expect(rest).toMatchObject({
    ...{ name: "n", experiment: "e", folder: "sub/deep", notebook: "sub/a.ipynb" },
    ...{ params: { lr: "1" }, tags: { t: "2" }, command: ["sh", "x.sh"] },
    data: [{ path: "rows.csv", md5: "60b725f10c9c85c70d97880dfe8191b3", size: 2 }],
    commit: expect.stringMatching(/^[0-9a-f]{40}$/),
    branch: "main",
    dirty: false,
  });
  expect(rest.patch?.text ?? "").toBe("");
  expect(said.read()).toBeNull();
  writeFileSync(join(folder, "rows.csv"), "b\n");
  const changed = (await described({}, "sub")).rest;
  expect(changed).toMatchObject({ dirty: true, patch: { text: expect.stringContaining("+b") } });
});

test("what the project chose goes along, and its secrets and those that were typed do not", async () => {
  writeFileSync(
    join(folder, "fettle.yaml"),
    "project: shop\nruns:\n  lostAfter: 30min\n  redact: ['*session*']\n  best: { churn: lower }\n",
  );
  const command = ["true", "--session", "s1", "--ticket", "t1", "--lr", "1"];
  const { rest } = await described({ command, redact: ["*ticket*"] });
  expect(rest.command).toEqual(["true", "--session", "***", "--ticket", "***", "--lr", "1"]);
  expect(rest.choices).toEqual({ lostAfterMs: 1_800_000, best: { churn: "lower" } });
  expect((await described({ command })).rest.command).toContain("t1");
});

test("a notebook that is not there is told by its name", async () => {
  await expect(described({ notebook: "none.ipynb" })).rejects.toMatchObject({
    code: "FILE_MISSING",
    facts: { path: "none.ipynb", expected: "a notebook" },
  });
});

test("what the environment holds under a secret's name is taken from command, changes and parameters", async () => {
  await commit();
  writeFileSync(join(folder, "fettle.yaml"), "project: shop\n# plum-tree-77x\n");
  vi.stubEnv("ML_API_TOKEN", "plum-tree-77x");
  const { rest } = await described({
    command: ["sh", "-c", "echo plum-tree-77x > x"],
    params: { note: "of plum-tree-77x", api_key: "a1", key: "customer_id" },
    tags: { note: "plum-tree-77x" },
  });
  vi.unstubAllEnvs();
  expect(rest).toMatchObject({
    command: ["sh", "-c", "echo *** > x"],
    params: { note: "of ***", api_key: "***", key: "customer_id" },
    tags: { note: "***" },
    patch: { text: expect.stringContaining("\n+# ***\n"), redacted: true },
  });
});
