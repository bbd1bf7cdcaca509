import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openTestServer, type TestServer } from "#test/open-store";
import { runBody } from "#test/run-body";
import { typeCommands } from "#test/type-command";
import { commands } from "../commands.ts";
import type { RunList } from "../model.ts";

const API = "/api/fettle/1/runs";
let server: TestServer;
let folder: string;
const type = typeCommands(
  commands,
  () => server,
  () => ({
    project: async () =>
      ({ name: "shop", root: folder, store: server.context.store.folder }) as never,
  }),
);
const open = async () => {
  server = await openTestServer({ slices: ["lineage", "trash", "artifacts", "runs"] });
  folder = mkdtempSync(join(tmpdir(), "fettle-typed-"));
};
const close = async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
};
const begin = async (letter: string, more: object = {}) => {
  const id = letter.repeat(32);
  await server.client.post(API, runBody({ id, name: `run-${letter}`, ...more }));
  return id;
};
const end = (id: string, endedAt = 2000, status = "FINISHED") =>
  server.client.post(`${API}/${id}/end`, { status, endedAt });

describe("a list sorted by what a run is by itself", () => {
  beforeAll(async () => {
    await open();
    // In each fact `a` comes before `b`; without an order, the later one comes first.
    await begin("a", { startedAt: 1000, user: "ada", commit: "1", experiment: "e1" });
    await begin("b", { startedAt: 1500, user: "bob", commit: "2", experiment: "e2" });
    await end("a".repeat(32), 1600, "FAILED");
    await end("b".repeat(32), 2900);
  });
  afterAll(close);

  test.each([
    "startedAt",
    "endedAt",
    "durationMs",
    "name",
    "user",
    "status",
    "experiment",
    "commit",
  ])("%s", async (sort) => {
    const { data } = await type("list", "--sort", sort, "--order", "asc");
    expect((data as RunList).runs.map(({ name }) => name)).toEqual(["run-a", "run-b"]);
  });

  test("shows at most twenty, says how to see the rest, and takes states in any letters", async () => {
    for (let i = 0; i < 20; i += 1)
      await begin("c", { id: String(10 + i).repeat(16), startedAt: 3000 + i });
    const { data, text } = await type("list");
    expect((data as RunList).runs).toHaveLength(20);
    expect(text?.split("\n").at(-1)).toBe("2 more; --limit 22 shows all");
    const some = await type("list", "--status", "failed,finished");
    expect((some.data as RunList).total).toBe(2);
    await expect(type("list", "--sort", "nothing.f1")).resolves.toBeDefined();
  });
});

describe("runs and experiments that are deleted", () => {
  beforeEach(open);
  afterEach(close);

  test("are told with the start of their ids, runs before experiments, and how they come back", async () => {
    const a = await begin("a");
    const b = await begin("b");
    await begin("c", { experiment: "scratch" });
    for (const id of [a, b, "c".repeat(32)]) await end(id);
    const { experiments } = await server.client.get<{
      experiments: { id: string; name: string }[];
    }>(`${API}/experiments`);
    const scratch = experiments.find(({ name }) => name === "scratch")?.id as string;
    const typed = await type("delete", "run-a", "bbbb", "run-a", "--experiment", "scratch");
    expect(typed).toEqual({
      data: { trashed: [a, b, scratch] },
      text: [
        "aaaaaaaa  run-a",
        "bbbbbbbb  run-b",
        "aaaaaaaa  run-a",
        `${scratch}  scratch`,
        "in the trash; fettle trash restore brings them back",
      ].join("\n"),
      said: "",
    });
    const { items } = await server.client.get<{ items: { id: string; kind: string }[] }>(
      "/api/fettle/1/trash",
    );
    expect(items.map(({ kind, id }) => `${kind} ${id}`).sort()).toEqual([
      `experiment ${scratch}`,
      `run ${a}`,
      `run ${b}`,
    ]);
    // An experiment in the trash is not there to be deleted.
    await expect(type("delete", "--experiment", "scratch")).rejects.toMatchObject({
      code: "RUNS_EXPERIMENT_NAME_UNKNOWN",
      facts: { experiment: "scratch" },
    });
  });

  test("are named by their project, and nothing goes where one is unknown", async () => {
    const a = await begin("a");
    await end(a);
    await end(await begin("b", { project: "other" }));
    await expect(type("delete", "run-a", "run-b")).rejects.toMatchObject({ code: "RUNS_UNKNOWN" });
    await expect(type("delete", "run-a", "--experiment", "none")).rejects.toMatchObject({
      code: "RUNS_EXPERIMENT_NAME_UNKNOWN",
      facts: { experiment: "none" },
    });
    expect((await type("list")).text).toContain("run-a");
    await expect(type("delete")).rejects.toMatchObject({
      code: "USAGE",
      message: "name a run, or --experiment NAME",
      hint: expect.stringContaining("fettle runs delete --help"),
    });
  });
});

describe("the code of runs that are compared", () => {
  beforeEach(open);
  afterEach(close);

  const commit = (text: string): string => {
    writeFileSync(join(folder, "train.py"), text);
    const git = (...words: string[]) =>
      execFileSync("git", ["-c", "user.name=Ada", "-c", "user.email=a@b.c", ...words], {
        cwd: folder,
        encoding: "utf8",
      }).trim();
    git("init", "-q");
    git("add", "-A");
    git("commit", "-q", "-m", "x");
    return git("rev-parse", "HEAD");
  };
  const record = async (first: string | undefined, second: string | undefined) => {
    for (const [letter, of] of [
      ["a", first],
      ["b", second],
    ] as const)
      await begin(letter, of === undefined ? {} : { commit: of });
  };
  const names = "run-a (aaaaaaaa)  run-b (bbbbbbbb)";

  test("is the repository's own where the server's has it not, as a patch where asked", async () => {
    const [first, second] = [commit("lr = 1\n"), commit("lr = 2\n")];
    await record(first, second);
    const plain = await type("compare", "run-a", "run-b");
    const table = [
      `              ${names}`,
      `fact  commit  ${first.slice(0, 8)}          ${second.slice(0, 8)}`,
      "",
      "code",
      "   train.py | 2 +-",
      "   1 file changed, 1 insertion(+), 1 deletion(-)",
    ].join("\n");
    expect(plain.text).toBe(table);
    const { text, data } = await type("compare", "run-a", "run-b", "--diff");
    expect(text?.slice(0, table.length)).toBe(table);
    expect(text?.slice(table.length)).toMatch(
      /^\n\ndiff --git a\/train\.py b\/train\.py\n.*\n-lr = 1\n\+lr = 2$/s,
    );
    expect(data).toMatchObject({
      runs: [{ name: "run-a" }, { name: "run-b" }],
      code: { from: first, to: second, problem: null, cut: false, patches: [null, null] },
    });
  });

  test("is the server's where the store lies in the repository", async () => {
    const { dirname } = await import("node:path");
    folder = dirname(server.context.store.folder);
    const [first, second] = [commit("lr = 1\n"), commit("lr = 2\n")];
    await record(first, second);
    folder = join(folder, "elsewhere");
    mkdirSync(folder);
    const { data } = await type("compare", "run-a", "run-b");
    expect(data).toMatchObject({ code: { problem: null, from: first, to: second } });
  });

  test("is not told where one has no commit, or the same, and why not where nobody has it", async () => {
    await record("1234567", undefined);
    const told = (await type("compare", "run-a", "run-b", "--diff")).text;
    expect(told).toBe(`              ${names}\nfact  commit  1234567           -`);
    const missing = await begin("c", { commit: "7654321" });
    expect((await type("compare", "run-a", missing, "--diff")).text?.split("\n").at(-1)).toMatch(
      /^code not compared: commit 1234567 is not in the repository here$/,
    );
    await begin("d", { commit: "1234567" });
    expect((await type("compare", "run-a", "run-d", "--diff")).text).toBe(
      "run-a (aaaaaaaa) and run-d (dddddddd) do not differ",
    );
  });
});
