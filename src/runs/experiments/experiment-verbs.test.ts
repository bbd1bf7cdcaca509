import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestServer, type TestServer } from "#test/open-store";
import { trashExperiment } from "../trash/index.ts";
import {
  createExperiment,
  experimentNamed,
  findExperiment,
  listExperiments,
  renameExperiment,
  tagExperiment,
  untagExperiment,
} from "./index.ts";

let server: TestServer;
beforeEach(async () => {
  server = await openTestServer({ slices: ["lineage", "artifacts", "runs"] });
});
afterEach(() => server.close());

const create = (name: string) => createExperiment(server.context, { name, project: "shop" });
const find = (which: { id: number } | { name: string }) =>
  findExperiment(server.context.database, which);

test("an experiment is made once, and found by its id and its name", async () => {
  const id = await create("intents");
  expect(await find({ id })).toMatchObject({ id, name: "intents", project: "shop", tags: [] });
  expect(await find({ name: "intents" })).toMatchObject({ id });
  await expect(create("intents")).rejects.toMatchObject({ code: "RUNS_EXPERIMENT_EXISTS" });
  await expect(find({ id: 99 })).rejects.toMatchObject({ code: "RUNS_EXPERIMENT_UNKNOWN" });
  await expect(find({ name: "prices" })).rejects.toMatchObject({
    code: "RUNS_EXPERIMENT_NAME_UNKNOWN",
  });
});

test("renaming takes a free name, and the same one again", async () => {
  const id = await create("intents");
  await create("prices");
  await renameExperiment(server.context, id, "intents/rules");
  await renameExperiment(server.context, id, "intents/rules");
  expect((await find({ id })).name).toBe("intents/rules");
  const rename = (name: string) => renameExperiment(server.context, id, name);
  await expect(rename("prices")).rejects.toMatchObject({ code: "RUNS_EXPERIMENT_EXISTS" });
  await trashExperiment(server.context, id);
  await expect(rename("late")).rejects.toMatchObject({ code: "RUNS_EXPERIMENT_DELETED" });
});

test("tags come and go", async () => {
  const id = await create("intents");
  await tagExperiment(server.context, id, { key: "team", value: "nlu" });
  expect((await find({ id })).tags).toEqual([{ key: "team", value: "nlu" }]);
  await untagExperiment(server.context, id, "team");
  expect((await find({ id })).tags).toEqual([]);
  await expect(untagExperiment(server.context, id, "team")).rejects.toMatchObject({
    code: "RUNS_EXPERIMENT_TAG_UNKNOWN",
  });
});

test("one that is named is made on first use, and not while it waits in the trash", async () => {
  const named = () =>
    server.context.database.write((tx) =>
      experimentNamed(tx, server.context.settings, { name: "intents", project: "shop", at: 5 }),
    );
  const { id } = await named();
  expect(await named()).toMatchObject({ id, createdAt: 5 });
  await trashExperiment(server.context, id);
  await expect(named()).rejects.toMatchObject({ code: "RUNS_EXPERIMENT_DELETED" });
});

test("a page of experiments says whether more follow", async () => {
  for (const name of ["a", "b", "c"]) await create(name);
  const page = async (offset: number) => {
    const search = { lifecycle: "active", tree: undefined } as const;
    const limits = { order: [], limit: 3, offset };
    const found = await listExperiments(server.context.database, search, limits);
    return [found.experiments.map(({ name }) => name).sort(), found.more];
  };
  expect(await page(0)).toEqual([
    [expect.any(String), expect.any(String), expect.any(String)],
    true,
  ]);
  expect(await page(1)).toEqual([
    [expect.any(String), expect.any(String), expect.any(String)],
    false,
  ]);
});

test("pages hear of each change, and of a change that was refused they don't", async () => {
  const id = await create("intents");
  const heard = async (act: (context: TestServer["context"]) => Promise<unknown>) => {
    const topics: string[] = [];
    const publish = (topic: string) => void topics.push(topic);
    const context = { ...server.context, events: { ...server.context.events, publish } };
    const refusal = await act(context).then(
      () => undefined,
      (error: { code: string; facts: object }) => [error.code, error.facts],
    );
    return refusal === undefined ? topics : [...topics, ...refusal];
  };
  const tag = { key: "team", value: "a\ud800" };
  expect(await heard((context) => createExperiment(context, { name: "n", project: "p" }))).toEqual([
    "runs",
  ]);
  expect(await heard((context) => renameExperiment(context, id, "new"))).toEqual(["runs"]);
  expect(await heard((context) => tagExperiment(context, id, tag))).toEqual(["runs"]);
  expect((await find({ id })).tags).toEqual([{ key: "team", value: "a\ufffd" }]);
  expect(await heard((context) => untagExperiment(context, id, "team"))).toEqual(["runs"]);
  expect(await heard((context) => untagExperiment(context, id, "team"))).toEqual([
    ...["RUNS_EXPERIMENT_TAG_UNKNOWN", { key: "team", id: String(id) }],
  ]);
  expect(await heard((context) => renameExperiment(context, id, "n"))).toEqual([
    ...["RUNS_EXPERIMENT_EXISTS", { experiment: "n", state: "active" }],
  ]);
  const missing = ["RUNS_EXPERIMENT_UNKNOWN", { experiment: "99" }];
  expect(await heard((context) => renameExperiment(context, 99, "x"))).toEqual(missing);
  expect(await heard((context) => tagExperiment(context, 99, tag))).toEqual(missing);
  await trashExperiment(server.context, id);
  const deleted = ["RUNS_EXPERIMENT_DELETED", { experiment: String(id) }];
  expect(await heard((context) => tagExperiment(context, id, tag))).toEqual(deleted);
  expect(await heard((context) => untagExperiment(context, id, "team"))).toEqual(deleted);
});

test("names and tags that can't be are refused, and nothing of the experiment is made", async () => {
  const made = (name: string, tags: { key: string; value: string }[] = []) =>
    createExperiment(server.context, { name, project: "shop", tags });
  await expect(made("n".repeat(501))).rejects.toThrow("parameter 'name'");
  await expect(made("tagged", [{ key: "a*", value: "1" }])).rejects.toThrow("parameter 'key'");
  await expect(find({ name: "tagged" })).rejects.toMatchObject({
    code: "RUNS_EXPERIMENT_NAME_UNKNOWN",
    facts: { experiment: "tagged" },
  });
  const id = await made("tagged", [{ key: "b", value: "2" }]);
  expect((await find({ id })).tags).toEqual([{ key: "b", value: "2" }]);
  await expect(renameExperiment(server.context, id, "n".repeat(501))).rejects.toThrow(
    "parameter 'new_name'",
  );
  const long = { key: "b", value: "v".repeat(20_001) };
  await expect(tagExperiment(server.context, id, long)).rejects.toThrow("parameter 'value'");
});
