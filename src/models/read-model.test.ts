import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "#ground/clock";
import { settle } from "#runs";
import { openTestServer, type TestServer } from "#test/open-store";
import { createModel } from "./create-model.ts";
import { makeVersion } from "./make-version.ts";
import { moveAlias } from "./move-alias.ts";
import { listModels, readModel } from "./read-model.ts";
import { selectHolder, selectHoldersOf } from "./store/select-holder.ts";
import { deleteModel, deleteVersion } from "./trash/index.ts";

const ROOT = "mlflow-artifacts:/1/r/artifacts";
let server: TestServer;
let now = 0;

beforeAll(async () => {
  server = await openTestServer({
    slices: ["lineage", "artifacts", "runs", "models"],
    clock: { ...systemClock, now: () => now },
  });
  const make = async (name: string, description = "", tags: Record<string, string> = {}) => {
    now += 10;
    await createModel(server.context, { name, project: "shop", description, tags });
  };
  await make("zeta");
  await make("alpha", "first of all", { team: "nlp" });
  await make("prompt", "", { "mlflow.prompt.is_prompt": "true" });
  await make("gone", "was here");
  await version("alpha", { location: `${ROOT}/model`, runId: "r" });
  await version("alpha", { location: `${ROOT}/model/deep/er`, modelId: "m-1" });
  await version("gone", { location: "mlflow-artifacts:/9/x", runId: "r" });
  await version("zeta", { location: "mlflow-artifacts:/9/z/file", runId: "r" });
  await moveAlias(server.context, {
    name: "alpha",
    alias: "champion",
    to: 2,
    project: "shop",
    user: "ada",
    reason: "better",
  });
  const by = { user: "ada", reason: "", aliases: "refuse" } as const;
  await deleteModel(server.context, { name: "gone", ...by });
  await deleteVersion(server.context, { name: "zeta", version: 1, ...by });
});
afterAll(() => server.close());

const version = (name: string, more: object) => {
  now += 10;
  return server.context.database.write((tx) =>
    makeVersion(tx, server.context, {
      name,
      project: "shop",
      runId: null,
      source: "",
      location: "",
      modelId: null,
      runLink: "",
      description: "",
      user: "ada",
      requestId: `request ${now}`,
      createdAt: now,
      tags: {},
      origin: "live",
      ...more,
    }),
  );
};
const list = (filter = "", deleted = false) => listModels(server.context, { filter, deleted });
const names = async (...given: Parameters<typeof list>) =>
  (await list(...given)).map(({ name }) => name);

test("a list has the models by name, with their own aliases and tags", async () => {
  expect(await list()).toEqual([
    {
      name: "alpha",
      project: "shop",
      createdAt: 20,
      updatedAt: 60,
      description: "first of all",
      versions: 2,
      latest: 2,
      aliases: { champion: 2 },
      tags: { team: "nlp" },
    },
    {
      name: "zeta",
      project: "shop",
      createdAt: 10,
      updatedAt: 80,
      description: "",
      versions: 0,
      latest: 0,
      aliases: {},
      tags: {},
    },
  ]);
});

test("prompts and deleted models are listed only where they are asked for", async () => {
  expect(await names("tags.`mlflow.prompt.is_prompt` = 'true'")).toEqual(["prompt"]);
  expect(await names("name LIKE 'z%'")).toEqual(["zeta"]);
  expect(await names("name = 'gone'")).toEqual([]);
  expect(await names("", true)).toEqual(["gone"]);
});

test("a model is read with its versions newest first, and one that is gone is unknown", async () => {
  const db = await settle(server.context);
  const model = await readModel(db, "alpha");
  expect(model.versions.map((one) => [one.version, one.aliases])).toEqual([
    [2, ["champion"]],
    [1, []],
  ]);
  expect(model).toMatchObject({
    project: "shop",
    createdAt: 20,
    description: "first of all",
    tags: { team: "nlp" },
    aliases: { champion: 2 },
    history: [{ kind: "alias", alias: "champion", from: null, to: 2, reason: "better" }],
  });
  for (const name of ["gone", "none"])
    await expect(readModel(db, name)).rejects.toMatchObject({ code: "MODELS_UNKNOWN" });
});

test("a version holds its own files, the folders above them and all that is beneath", async () => {
  const holder = async (uri: string) => {
    const found = await selectHolder(server.context.database, uri);
    return found === undefined ? undefined : `${found.name}@${found.version}`;
  };
  expect(await holder(`${ROOT}/model`)).toBe("alpha@1");
  expect(await holder(`${ROOT}/model/other`)).toBe("alpha@1");
  expect(await holder(ROOT)).toBe("alpha@1");
  expect(await holder("mlflow-artifacts:/1")).toBe("alpha@1");
  expect(await holder(`${ROOT}/model2`)).toBeUndefined();
  expect(await holder(`${ROOT}/mode`)).toBeUndefined();
  // Those of deleted versions and models.
  expect(await holder("mlflow-artifacts:/9/x")).toBeUndefined();
  expect(await holder("mlflow-artifacts:/9/z")).toBeUndefined();
});

test("the versions of runs and of logged models are found by their ids, by name and number", async () => {
  expect(await selectHoldersOf(server.context.database, ["m-1", "r", "none"])).toEqual([
    { id: "r", name: "alpha", version: 1 },
    { id: "m-1", name: "alpha", version: 2 },
  ]);
  expect(await selectHoldersOf(server.context.database, [])).toEqual([]);
});
