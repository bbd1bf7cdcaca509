import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "#ground/id";
import { openTestServer, type TestServer } from "#test/open-store";
import { typeCommands } from "#test/type-command";
import { commands } from "../commands.ts";
import type { RunDetail, RunList } from "../model.ts";

let server: TestServer;
const ids: Record<string, string> = {};
beforeAll(async () => {
  server = await openTestServer({ slices: ["lineage", "trash", "artifacts", "runs"] });
  await record("rules", { lr: "0.1", seed: "1" }, { loss: [3, 1, 2], f1: [0.5] });
  await record("bayes", { lr: "0.2", seed: "1" }, { loss: [5, 2, 4] }, { status: "FAILED" });
  await record("old", {}, {}, { experiment: "scratch/a" });
  await record("foreign", {}, {}, { project: "other" });
  await record("open", {}, {}, { status: "" });
});
afterAll(() => server.close());

const type = typeCommands(
  commands,
  () => server,
  () => ({
    project: async () =>
      ({ name: "shop", root: server.folder, store: server.context.store.folder }) as never,
  }),
);
const names = async (...words: string[]) =>
  ((await type("list", ...words)).data as RunList).runs.map(({ name }) => name);
const head = async (...words: string[]) =>
  (await type("list", ...words)).text?.split("\n")[0]?.split(/ {2,}/);

async function record(
  name: string,
  params: Record<string, string>,
  metrics: Record<string, number[]>,
  { status = "FINISHED", ...more }: { status?: string; experiment?: string; project?: string } = {},
): Promise<void> {
  const id = newId();
  ids[name] = id;
  await server.client.post("/api/fettle/1/runs", {
    id,
    project: "shop",
    experiment: "intents",
    name,
    startedAt: 1000 + Object.keys(ids).length,
    command: ["true"],
    folder: ".",
    dirty: false,
    data: [],
    ...more,
  });
  await server.client.post("/api/2.0/mlflow/runs/log-batch", {
    run_id: id,
    params: Object.entries(params).map(([key, value]) => ({ key, value })),
    metrics: Object.entries(metrics).flatMap(([key, values]) =>
      values.map((value, step) => ({ key, value, step, timestamp: step })),
    ),
  });
  if (status !== "")
    await server.client.post(`/api/fettle/1/runs/${id}/end`, { status, endedAt: 5000 });
}

test("the project's runs are listed, the latest first, those of all projects where asked", async () => {
  expect(await names()).toEqual(["open", "old", "bayes", "rules"]);
  expect(await names("--all")).toEqual(["open", "foreign", "old", "bayes", "rules"]);
  expect(await names("--limit", "2")).toEqual(["open", "old"]);
  expect((await type("list", "--limit", "2")).text).toMatch(/\n2 more; --limit 4 shows all$/);
  expect(await names("--order", "asc")).toEqual(["rules", "bayes", "old", "open"]);
});

test("a list is of an experiment or a folder of them, of some states, or of what fits a filter", async () => {
  expect(await names("--experiment", "intents")).toEqual(["open", "bayes", "rules"]);
  expect(await names("--experiment", "scratch/")).toEqual(["old"]);
  expect(await names("--status", "failed,running")).toEqual(["open", "bayes"]);
  expect(await names("--filter", "params.lr = '0.1'")).toEqual(["rules"]);
  await expect(type("list", "--filter", "nope =")).rejects.toMatchObject({
    code: "FILTER_INVALID",
    exit: 2,
  });
  expect((await type("list", "--filter", "params.lr = '9'")).text).toBe(
    "no runs; fettle run -- COMMAND records one",
  );
});

test("a list is sorted by a metric, by a value that it had, by a parameter, or by a fact", async () => {
  const sorted = async (...words: string[]) => (await names(...words)).slice(0, 2);
  for (const key of ["loss", "metrics.loss", "last.loss"])
    expect([key, await sorted("--sort", key)]).toEqual([key, ["bayes", "rules"]]);
  expect(await sorted("--sort", "loss", "--order", "asc")).toEqual(["rules", "bayes"]);
  expect(await sorted("--sort", "max.loss")).toEqual(["bayes", "rules"]);
  expect(await sorted("--sort", "params.lr", "--order", "asc")).toEqual(["rules", "bayes"]);
  expect(await names("--sort", "name", "--order", "asc")).toEqual([
    ...["bayes", "old", "open", "rules"],
  ]);
});

test("the metrics of most runs are columns, what is sorted by first, and others where asked", async () => {
  const own = ["run", "name", "status", "started", "took"];
  expect(await head()).toEqual([...own, "loss", "f1", "commit"]);
  expect(await head("--sort", "metrics.f1")).toEqual([...own, "f1", "loss", "commit"]);
  expect(await head("--sort", "best.loss")).toEqual([...own, "best.loss", "loss", "f1", "commit"]);
  expect(await head("--columns", "params.lr, max.loss")).toEqual([
    ...[...own, "params.lr", "max.loss", "commit"],
  ]);
  const { text } = await type("list", "--columns", "params.lr,max.loss,min.loss,tags.x");
  expect(text?.split("\n").find((line) => line.includes("rules"))).toMatch(
    / {2}0\.1 +3 +1 +- +none$/,
  );
});

test("a run is shown by its id, the start of it, or its name, with its files", async () => {
  const id = ids["rules"] ?? "";
  const shown = (await type("show", "rules")).data as RunDetail & { artifacts: unknown[] };
  expect(shown).toMatchObject({ id, name: "rules", artifacts: [] });
  const place = shown.artifactUri.replace("mlflow-artifacts:/", "");
  const own = join(server.context.store.artifacts, place);
  expect(own.endsWith(join(id, "artifacts"))).toBe(true);
  mkdirSync(join(own, "deep", "er"), { recursive: true });
  writeFileSync(join(own, "z.txt"), "12345");
  writeFileSync(join(own, "deep", "er", "a.txt"), "1");
  for (let i = 0; i < 205; i += 1) writeFileSync(join(own, `f${1000 + i}`), "");
  const { data, text } = await type("show", id.slice(0, 8));
  const { artifacts } = data as { artifacts: { path: string; size: number }[] };
  expect(artifacts).toHaveLength(200);
  expect(artifacts[0]).toMatchObject({ path: "deep/er/a.txt", size: 1 });
  expect(text).toContain("artifacts\n  path           size\n  deep/er/a.txt  1 B\n");
  await expect(type("show", "none")).rejects.toMatchObject({ code: "RUNS_UNKNOWN" });
  await expect(type("show", "foreign")).rejects.toMatchObject({ code: "RUNS_UNKNOWN" });
});

test("runs are compared in what differs, and in all where asked", async () => {
  const { text, data } = await type("compare", "rules", "bayes", "--no-repeats");
  const rows = text?.split("\n").map((line) => line.trim().split(/ {2,}/)) ?? [];
  expect(rows[0]).toEqual([
    `rules (${ids["rules"]?.slice(0, 8)})`,
    `bayes (${ids["bayes"]?.slice(0, 8)})`,
  ]);
  expect(rows).toContainEqual(["param", "lr", "0.1", "0.2"]);
  expect(rows).toContainEqual(["metric", "loss", "2", "4"]);
  expect(text).not.toContain("seed");
  expect((await type("compare", "rules", "bayes", "--all")).text).toContain("seed");
  expect(data).toMatchObject({ runs: [{ name: "rules" }, { name: "bayes" }], code: {} });
  await expect(type("compare", "rules")).rejects.toMatchObject({
    code: "USAGE",
    message: expect.stringContaining("one run can't be compared; name another besides rules"),
    hint: expect.stringContaining("runs compare"),
  });
});

test("a command to start is missing", async () => {
  await expect(type("start")).rejects.toMatchObject({
    code: "USAGE",
    message: expect.stringContaining("the command to run is missing"),
  });
});

test("nothing waits where every script could send", async () => {
  const { data, text } = await type("send").catch((error) => ({ data: error, text: "" }));
  expect([data, text]).toMatchObject([{ sent: 0, waiting: 0, elsewhere: 0 }, "0 request(s) sent"]);
});
