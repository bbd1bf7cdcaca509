import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestServer, type TestServer } from "#test/open-store";
import { exportRecords } from "./export-records.ts";
import { importRecords, isWhole } from "./import-records.ts";
import { readKinds } from "./read-kinds.ts";
import { openSource } from "./sources/index.ts";

const slices = [
  ...["lineage", "trash", "artifacts", "runs", "models", "dialogues", "gate", "notices"],
  "transfer",
];
const progress = () => ({ advance() {}, note() {}, end() {} });
const { signal } = new AbortController();
const SECRET = "T00/B00/s3cr3tOfTheHook";

let from: TestServer;
let to: TestServer;
beforeEach(async () => {
  [from, to] = [await openTestServer({ slices }), await openTestServer({ slices })];
});
afterEach(async () => {
  await from.close();
  await to.close();
});

const write = async (more: object = {}) =>
  exportRecords({
    ...{ client: from.client, kinds: await readKinds(from.client), format: "export" },
    ...{ filter: undefined, experiment: undefined, project: undefined, artifacts: true },
    ...{ output: { progress, say() {} }, signal, out: join(from.folder, "out"), ...more },
  });
const bring = async (folder = join(from.folder, "out")) =>
  importRecords(openSource(folder, { artifacts: undefined }), {
    ...{ client: to.client, kinds: await readKinds(to.client), project: "shop" },
    ...{ artifacts: true, output: { progress }, signal },
  });
// biome-ignore lint/suspicious/noExplicitAny: answers are compared whole
type Seen = any;
const mlflow = (path: string, body: object): Promise<Seen> =>
  from.client.post(`/api/2.0/mlflow/${path}`, body);
const ask = async (path: string, body: string): Promise<void> => {
  const answer = await fetch(from.url + path, {
    ...{ method: "PUT", body },
    headers: { authorization: `Bearer ${from.token}`, "content-type": "application/json" },
  });
  expect(answer.status).toBe(200);
};
const put = (path: string) => ask(path, "some bytes");
const putJson = (path: string, body: object) => ask(path, JSON.stringify(body));
const makeRun = async (more: object = {}): Promise<string> =>
  (await mlflow("runs/create", { experiment_id: "0", ...more })).run.info.run_id;

test("a model's history is the same after it was carried: aliases, stages, deletions, names", async () => {
  const run_id = await makeRun();
  const source = `runs:/${run_id}/model`;
  for (const name of ["intent", "old name", "purged"]) {
    await mlflow("registered-models/create", { name });
    for (const _ of [1, 2, 3]) await mlflow("model-versions/create", { name, source, run_id });
  }
  const alias = (version: string) =>
    mlflow("registered-models/alias", { name: "intent", alias: "best", version });
  await alias("1");
  await alias("2");
  await mlflow("model-versions/transition-stage", {
    ...{ name: "intent", version: "2", stage: "Production", archive_existing_versions: false },
  });
  await alias("3");
  const removed = { name: "intent", version: "1" };
  await from.client.delete("/api/2.0/mlflow/model-versions/delete", removed);
  await mlflow("registered-models/rename", { name: "old name", new_name: "new name" });
  await from.client.delete("/api/2.0/mlflow/registered-models/delete", { name: "purged" });
  await from.client.post("/api/fettle/1/trash/purge", {
    things: [{ kind: "registered model", id: "purged" }],
  });

  expect(await write()).toMatchObject({ whole: true, left: {} });
  // Lineage tells of the three versions under their old name, and of those that were purged.
  const edges = "6 edges of lineage to what stays behind (told by the export)";
  expect(await bring()).toMatchObject({ left: {}, notes: [edges] });
  const detail = (server: TestServer, name: string): Promise<Seen> =>
    server.client.get(`/api/fettle/1/models/${encodeURIComponent(name)}`);
  for (const name of ["intent", "new name"]) {
    const there = await detail(from, name);
    expect(there.history.length).toBeGreaterThan(0);
    expect(await detail(to, name)).toEqual(there);
  }
  // None of the numbers of what is gone is given out again.
  await to.client.post("/api/2.0/mlflow/registered-models/create", { name: "purged" });
  const next: Seen = await to.client.post("/api/2.0/mlflow/model-versions/create", {
    ...{ name: "purged", source, run_id },
  });
  expect(next.model_version.version).toBe("4");
  // The same again changes nothing; what happened there since is told, and not put among the lines here.
  expect(await bring()).toMatchObject({ left: {}, notes: [edges] });
  await alias("2");
  const later = join(from.folder, "later");
  await write({ out: later });
  expect(await bring(later)).toMatchObject({
    left: { "lines of models' histories": 1, "aliases of models": 1 },
    notes: [
      "registered model intent has a history of its own here, without 1 lines of that one",
      "intent@best points at version 3 here and at 2 there",
      edges,
    ],
  });
  expect((await detail(to, "intent")).history).toHaveLength(5);
});

test("what sends to an address is carried without what is secret, switched off, and told", async () => {
  await from.client.post("/api/fettle/1/notices", {
    ...{ id: "a".repeat(32), project: "shop", on: ["failed"], experiment: "intents/" },
    url: `https://hooks.slack.com/services/${SECRET}`,
  });
  const events = [{ entity: "REGISTERED_MODEL", action: "CREATED" }];
  const hook = { name: "ci", url: "https://example.org/hook", events, secret: SECRET };
  const { webhook } = await mlflow("webhooks", hook);
  const given = await write();
  expect([given.whole, given.left]).toEqual([true, {}]);
  expect(given.notes.toSorted()).toEqual([
    "1 addresses of notices, which may be secrets",
    "1 secrets of webhooks",
  ]);
  expect(readFileSync(join(from.folder, "out/records.jsonl"), "utf8")).not.toContain("s3cr3t");
  const report = await bring();
  expect([isWhole(report), report.notes.toSorted()]).toEqual([
    true,
    [
      "1 addresses of notices, which may be secrets (told by the export)",
      "1 secrets of webhooks (told by the export)",
      "notice aaaaaaaa to https://hooks.slack.com/...Hook tells nobody: its address was not carried: fettle notices add URL, then fettle notices remove aaaaaaaa",
      "webhook ci is switched off here and has no secret, which is not carried: set it ACTIVE by MLflow's client",
    ],
  ]);
  const { notices } = await to.client.get<Seen>("/api/fettle/1/notices");
  expect(notices).toMatchObject([
    { project: "shop", on: ["failed"], experiment: "intents/", slack: true, toldAt: null },
  ]);
  const { webhook: here } = await to.client.get<Seen>(
    `/api/2.0/mlflow/webhooks/${webhook.webhook_id}`,
  );
  expect(here).toEqual({ ...webhook, status: "DISABLED" });
  // It waits for nobody: what ends here is told to no address.
  const run = await makeRun({ experiment_name: "intents/a" });
  expect(run).not.toBe("");
  const waiting = await to.context.database.all("SELECT * FROM notices_delivery");
  expect(waiting).toEqual([]);
  // Without its webhooks a project is told what it lacks; a table has no place for any of this.
  const part = await write({ project: "shop", out: join(from.folder, "part") });
  expect(part.notes[0]).toContain("webhooks, which are the server's and of no project: --all");
});

test("views, choices and the artifacts in the trash are there after they were carried", async () => {
  const run = await makeRun();
  for (const path of ["model/a.txt", "model/deep/b.txt", "c.txt"])
    await put(`/api/2.0/mlflow-artifacts/artifacts/0/${run}/artifacts/${path}`);
  for (const path of ["model", "c.txt"])
    await from.client.delete(`/api/fettle/1/runs/${run}/artifact/${path}`);
  const views = "/api/fettle/1/runs/views";
  const saved = { query: { filter: "params.lr = '1'" } };
  await putJson(`${views}/best?project=shop`, saved);
  await putJson(`${views}/old?project=shop`, saved);
  await from.client.delete(`${views}/old?project=shop`);
  await write();
  expect(await bring()).toMatchObject({ left: {}, notes: [] });
  expect(await to.client.get(`${views}?project=shop`)).toEqual(
    await from.client.get(`${views}?project=shop`),
  );
  const inTrash = async (server: TestServer): Promise<Seen> =>
    (await server.client.get<Seen>("/api/fettle/1/trash")).items
      .map(({ kind, name, id }: Seen) => [kind, name, id])
      .toSorted();
  expect(await inTrash(to)).toEqual(await inTrash(from));
  const ids = (await inTrash(to)).flatMap(([kind, , id]: Seen) => (kind === "artifact" ? id : []));
  await to.client.post("/api/fettle/1/trash/restore", { ids });
  const { files } = await to.client.get<Seen>(
    `/api/2.0/mlflow/artifacts/list?${new URLSearchParams({ run_id: run, path: "model" })}`,
  );
  expect(files.map(({ path }: Seen) => path)).toEqual(["model/a.txt", "model/deep"]);
});

test("what a filter leaves behind is told by name: parents, and it takes the models that a run logged", async () => {
  const parent = await makeRun();
  const child = await makeRun({ tags: [{ key: "mlflow.parentRunId", value: parent }] });
  await mlflow("runs/log-parameter", { run_id: child, key: "lr", value: "1" });
  const logged = async (source_run_id: string): Promise<string> =>
    (await mlflow("logged-models", { experiment_id: "0", name: "net", source_run_id })).model.info
      .model_id;
  const [own] = [await logged(child), await logged(parent)];
  const given = await write({ filter: "params.lr = '1'" });
  const note = `1 parent runs that stay behind: ${parent}`;
  expect([given.whole, given.runs, given.notes]).toEqual([true, 1, [note]]);
  const report = await bring();
  expect([isWhole(report), report.notes]).toEqual([true, [`${note} (told by the export)`]]);
  const { run } = await to.client.get<Seen>(`/api/2.0/mlflow/runs/get?run_id=${child}`);
  expect(run.data.tags).toContainEqual({ key: "mlflow.parentRunId", value: parent });
  expect(report.counts["logged-model"]).toEqual({ new: 1, more: 0, same: 0, refused: 0 });
  expect((await to.client.get<Seen>(`/api/2.0/mlflow/logged-models/${own}`)).model.info.name).toBe(
    "net",
  );
  // Once the parent comes too, nothing is left to say.
  const both = join(from.folder, "both");
  const filter = `params.lr = '1' OR attributes.run_id = '${parent}'`;
  expect((await write({ filter, out: both })).notes).toEqual([]);
});

test("an experiment whose number differs is told, with both numbers; so is what of Default differs", async () => {
  await mlflow("experiments/update", { experiment_id: "0", new_name: "work" });
  await mlflow("experiments/create", { name: "Default" });
  await write();
  const report = await bring();
  expect([isWhole(report), report.notes]).toEqual([
    true,
    [
      "experiment Default has the number 0 here and 1 there",
      "experiment work has the number 1 here; 0 can't be one here",
    ],
  ]);
});

test("a run whose files lie in an object store is carried without them, and stops no other", async () => {
  const { experiment_id } = await mlflow("experiments/create", {
    ...{ name: "far", artifact_location: "s3://bucket/far" },
  });
  const far = await makeRun({ experiment_id });
  const near = await makeRun();
  await put(`/api/2.0/mlflow-artifacts/artifacts/0/${near}/artifacts/a.txt`);
  const given = await write();
  expect([given.whole, given.runs, given.files, given.left]).toEqual([
    ...[false, 2, 1],
    { "things whose files lie elsewhere": 1 },
  ]);
  expect(given.notes[0]).toMatch(new RegExp(`^not carried over: run ${far}: `));
  expect((await bring()).artifacts.stored).toBe(1);
});
