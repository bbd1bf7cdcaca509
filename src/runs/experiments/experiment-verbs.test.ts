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
