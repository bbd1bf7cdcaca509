import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { systemClock } from "#ground/clock";
import { openTestServer, type TestServer } from "#test/open-store";
import { changeTags } from "./change-tags.ts";
import { createModel } from "./create-model.ts";
import { createVersion } from "./create-version.ts";
import { describe } from "./describe.ts";
import { moveAlias, removeAlias } from "./move-alias.ts";
import { moveStage } from "./move-stage.ts";
import { renameModel } from "./rename-model.ts";
import {
  deleteModel,
  deleteVersion,
  modelTrashable,
  restoreModel,
  restoreVersion,
  versionTrashable,
} from "./trash/index.ts";

// One story, told in order: each test goes on where the one before it ended.
let server: TestServer;
let context: TestServer["context"];
let told: unknown[];
let now = 1000;
beforeAll(async () => {
  server = await openTestServer({
    slices: ["lineage", "trash", "artifacts", "runs", "models"],
    clock: { ...systemClock, now: () => now },
  });
  const publish = (topic: string, data?: object) =>
    void told.push(data === undefined ? [topic] : [topic, data]);
  context = { ...server.context, events: { ...server.context.events, publish } };
});
beforeEach(() => {
  told = [];
  now += 1000;
});
afterAll(() => server.close());

const BY = { user: "ada", reason: "why" };
const INTENT = { name: "intent", ...BY };
const make = () =>
  createVersion(context, {
    name: "intent",
    source: "s3://b/m",
    runId: null,
    modelId: null,
    runLink: "",
    description: "",
    tags: {},
    user: "ada",
  });
/** When the model and its versions were changed last. */
const changed = async (name = "intent") => {
  const [model] = await context.database.all<{ at: number }>(
    "SELECT updated_at AS at FROM models_models WHERE name = ?",
    name,
  );
  const versions = await context.database.all<{ at: number }>(
    "SELECT updated_at AS at FROM models_versions WHERE name = ? ORDER BY version",
    name,
  );
  return [model?.at, ...versions.map(({ at }) => at)];
};

test("who looks at a model is told that it is there, and of each new version with its number", async () => {
  await createModel(context, { name: "intent", project: "shop", description: "", tags: {} });
  expect(told).toEqual([["models/intent"]]);
  expect(await make()).toBe(1);
  now += 1000;
  expect(await make()).toBe(2);
  expect(told.slice(1)).toEqual([
    ["models/intent", { version: 1 }],
    ["models/intent", { version: 2 }],
  ]);
  expect(await changed()).toEqual([3000, 2000, 3000]);
});

test("of words and tags, each by itself, of the model or of a version", async () => {
  await describe(context, { name: "intent", version: 0 }, "a model");
  await describe(context, { name: "intent", version: 1 }, "a version");
  expect(told).toEqual([["models/intent"], ["models/intent"]]);
  expect(await changed()).toEqual([4000, 4000, 3000]);
  await changeTags(context, { name: "intent", version: 1 }, { a: "1", b: null });
  expect(told).toHaveLength(4);
  await expect(describe(context, { name: "none", version: 0 }, "")).rejects.toMatchObject({
    code: "MODELS_UNKNOWN",
  });
  await expect(describe(context, { name: "intent", version: 3 }, "")).rejects.toMatchObject({
    code: "MODELS_VERSION_UNKNOWN",
  });
  await expect(changeTags(context, { name: "none", version: 0 }, { a: "1" })).rejects.toMatchObject(
    { code: "MODELS_UNKNOWN" },
  );
  await expect(
    changeTags(context, { name: "intent", version: 3 }, { a: null }),
  ).rejects.toMatchObject({ code: "MODELS_VERSION_UNKNOWN" });
  expect(told).toHaveLength(4);
});

test("of an alias with where it points now, and not where it pointed there before", async () => {
  const alias = { ...INTENT, alias: "best", project: "shop" };
  const move = (to: number) => moveAlias(context, { ...alias, to });
  const moved = { name: "intent", alias: "best" };
  expect(await move(1)).toEqual({ ...moved, from: null, version: 1, moved: true });
  expect(await move(1)).toEqual({ ...moved, from: 1, version: 1, moved: false });
  expect(await move(2)).toEqual({ ...moved, from: 1, version: 2, moved: true });
  expect(await removeAlias(context, alias)).toBe(true);
  expect(await removeAlias(context, alias)).toBe(false);
  expect(told).toEqual([
    ["models/intent", { alias: "best", version: 1 }],
    ["models/intent", { alias: "best", version: 2 }],
    ["models/intent", { alias: "best", version: null }],
  ]);
});

test("of a stage", async () => {
  const stage = { name: "intent", version: 1, stage: "staging", user: "ada" };
  await moveStage(context, { ...stage, archiveOthers: false });
  expect(told).toEqual([["models/intent"]]);
  expect(await changed()).toEqual([6000, 6000, 3000]);
});

test("of a version that goes to the trash, comes back and is gone, as the trash is", async () => {
  await deleteVersion(context, { ...INTENT, version: 1, aliases: "refuse" });
  expect((await changed())[0]).toBe(7000);
  now += 1000;
  await restoreVersion(context, { ...INTENT, version: 1 });
  expect(await changed()).toEqual([8000, 8000, 3000]);
  const both = [["models/intent", { version: 1 }], ["trash"]];
  expect(told).toEqual([...both, ...both]);
  await restoreVersion(context, { ...INTENT, version: 1 });
  expect(told).toHaveLength(4);
  await deleteVersion(context, { ...INTENT, version: 1, aliases: "refuse" });
  await context.database.write((tx) => versionTrashable.purge(tx, context, "intent@1"));
  expect(told.slice(6)).toEqual([["models/intent", { version: 1 }]]);
});

test("of both names of a model that gets another one, which is what it was", async () => {
  await renameModel(context, { ...INTENT, newName: "intent" });
  expect(told).toEqual([]);
  await renameModel(context, { ...INTENT, newName: "intent-de" });
  expect(told).toEqual([["models/intent"], ["models/intent-de"]]);
  expect(await changed("intent-de")).toEqual([9000, 9000]);
  await renameModel(context, { ...INTENT, name: "intent-de", newName: "intent" });
});

test("of a model that goes to the trash, comes back and is gone", async () => {
  const both = [["models/intent"], ["trash"]];
  await deleteModel(context, { ...INTENT, aliases: "refuse" });
  now += 1000;
  await restoreModel(context, INTENT);
  expect(told).toEqual([...both, ...both]);
  expect(await changed()).toEqual([11_000, 11_000]);
  await restoreModel(context, INTENT);
  expect(told).toHaveLength(4);
  await deleteModel(context, { ...INTENT, aliases: "refuse" });
  await context.database.write(async (tx) => {
    await versionTrashable.purge(tx, context, "intent@2");
    await modelTrashable.purge(tx, context, "intent");
  });
  expect(told.slice(6)).toEqual([["models/intent", { version: 2 }], ["models/intent"]]);
});
