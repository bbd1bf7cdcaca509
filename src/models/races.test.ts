import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { systemClock } from "#ground/clock";
import { fill } from "#ground/hooks";
import { type AskRegistry, askRegistry } from "#test/ask-registry";
import { openTestServer, type TestServer } from "#test/open-store";
import { type AliasMove, aliasMove, moveAlias } from "./index.ts";
import { removeAlias } from "./move-alias.ts";
import { renameModel } from "./rename-model.ts";
import { deleteModel, deleteVersion, restoreModel } from "./trash/index.ts";

// What is decided on what is no longer so: while the hook is asked, somebody else is quicker.
let server: TestServer;
let asked: AliasMove[];
let meanwhile: (() => Promise<unknown>) | undefined;
const now = 1000;
let count = 0;
let name: string;
let registry: AskRegistry;
beforeAll(async () => {
  const gate = {
    name: "gate",
    summary: "a gate for this test",
    needs: ["models"],
    hooks: async () => [
      fill(aliasMove, async (move) => {
        asked.push(move);
        const other = meanwhile;
        meanwhile = undefined;
        await other?.();
      }),
    ],
  };
  server = await openTestServer({
    slices: ["lineage", "artifacts", "runs", "models", gate],
    clock: { ...systemClock, now: () => now },
  });
  registry = askRegistry(server);
});
afterAll(() => server.close());
beforeEach(async () => {
  count += 1;
  name = `model-${count}`;
  meanwhile = undefined;
  await registry.create(name);
  for (let i = 0; i < 2; i += 1) await registry.addVersion(name);
  asked = [];
});

const wish = (more: object = {}) => ({ name, user: "ada", reason: "why", ...more });
const point = (alias: string, to: number) =>
  moveAlias(server.context, { ...wish(), alias, project: "shop", to });
const unset = (alias: string) => removeAlias(server.context, { ...wish(), alias, project: "shop" });
const drop = (version: number, aliases: "refuse" | "remove" = "refuse") =>
  deleteVersion(server.context, { ...wish(), version, aliases });
const dropAll = (aliases: "refuse" | "remove" = "refuse") =>
  deleteModel(server.context, { ...wish(), aliases });
const rename = (newName: string) => renameModel(server.context, { ...wish(), newName });
const aliases = async () => (await registry.detail(name)).aliases;
const history = async () =>
  (await registry.detail(name)).history.map(({ kind, alias, from, to }) => [kind, alias, from, to]);
/** An alias as MODELS_ALIAS_MOVED words it. */
const moved = (alias: string, expected: string, found: string) => ({
  code: "MODELS_ALIAS_MOVED",
  facts: { name, alias, expected, found },
});

test("an alias is not pointed at a version that was deleted meanwhile", async () => {
  meanwhile = () => drop(2);
  await expect(point("best", 2)).rejects.toMatchObject({
    code: "MODELS_VERSION_UNKNOWN",
    facts: { name, version: 2, latest: 1 },
  });
  expect(await aliases()).toEqual({});
});

test("an alias that moved meanwhile is not removed, and one that was removed is not moved", async () => {
  await point("best", 1);
  meanwhile = () => point("best", 2);
  await expect(unset("best")).rejects.toMatchObject(moved("best", "version 1", "version 2"));
  expect(await aliases()).toEqual({ best: 2 });
  meanwhile = () => unset("best");
  await expect(point("best", 1)).rejects.toMatchObject(moved("best", "version 2", "no version"));
  meanwhile = () => point("best", 2);
  await expect(point("best", 1)).rejects.toMatchObject(moved("best", "no version", "version 2"));
});

test("what is written alongside is written where the alias points there already, which makes no history", async () => {
  await point("best", 1);
  const seen: AliasMove[] = [];
  const alias = { ...wish(), alias: "best", project: "shop", to: 1 };
  const answer = await moveAlias(server.context, alias, async (_tx, move) => void seen.push(move));
  expect(answer).toEqual({ name, alias: "best", from: 1, version: 1, moved: false });
  expect(seen).toEqual([{ ...alias, from: 1 }]);
  expect(await history()).toHaveLength(1);
});

test("a version that gets an alias meanwhile is not deleted", async () => {
  await point("old", 2);
  const held = (alias: string) => ({
    code: "MODELS_ALIASED",
    facts: { name, version: 2, aliases: alias },
  });
  meanwhile = () => point("new", 2);
  await expect(drop(2, "remove")).rejects.toMatchObject(held("new"));
  expect(await aliases()).toEqual({ new: 2, old: 2 });
  await expect(drop(2)).rejects.toMatchObject(held("new, old"));
  meanwhile = () => point("new", 1);
  await expect(drop(2, "remove")).rejects.toMatchObject(moved("new", "version 2", "version 1"));
  expect(await aliases()).toEqual({ new: 1, old: 2 });
  meanwhile = () => unset("old").then(() => drop(2));
  await expect(drop(2, "remove")).rejects.toMatchObject({ code: "MODELS_VERSION_UNKNOWN" });
});

test("a version goes with its own aliases alone, each asked for and told", async () => {
  for (const [alias, to] of [
    ["a", 2],
    ["b", 1],
    ["c", 2],
  ] as const)
    await point(alias, to);
  asked = [];
  await drop(2, "remove");
  const gone = { name, project: "default", from: 2, to: null, user: "ada", reason: "why" };
  expect(asked).toEqual([
    { ...gone, alias: "a" },
    { ...gone, alias: "c" },
  ]);
  expect((await history()).slice(0, 3)).toEqual([
    ["deleted", "", 2, null],
    ["alias", "c", 2, null],
    ["alias", "a", 2, null],
  ]);
  expect(await aliases()).toEqual({ b: 1 });
});

test("a model that gets an alias meanwhile is not deleted, nor twice", async () => {
  await point("old", 2);
  const held = (alias: string) => ({
    code: "MODELS_MODEL_ALIASED",
    facts: { name, aliases: alias },
  });
  meanwhile = () => point("new", 1);
  await expect(dropAll("remove")).rejects.toMatchObject(held("new"));
  expect(await aliases()).toEqual({ new: 1, old: 2 });
  await expect(dropAll()).rejects.toMatchObject(held("new, old"));
  meanwhile = () => point("old", 1);
  await expect(dropAll("remove")).rejects.toMatchObject(moved("old", "version 2", "version 1"));
  meanwhile = async () => {
    for (const alias of ["new", "old"]) await unset(alias);
    await dropAll();
  };
  await expect(dropAll("remove")).rejects.toMatchObject({ code: "MODELS_UNKNOWN" });
});

test("a model goes with all its aliases, and comes back without them", async () => {
  await point("a", 2);
  await point("b", 1);
  await dropAll("remove");
  await restoreModel(server.context, wish());
  expect(await aliases()).toEqual({});
  expect((await history()).slice(0, 4)).toEqual([
    ["restored", "", null, null],
    ["deleted", "", null, null],
    ["alias", "b", 1, null],
    ["alias", "a", 2, null],
  ]);
});

test("a version that was deleted in the moment before its model does not come back with it", async () => {
  await drop(1);
  await dropAll();
  const rows = await server.context.database.all(
    "SELECT version, deleted_at FROM models_versions WHERE name = ? ORDER BY version",
    name,
  );
  expect(rows).toEqual([
    { version: 1, deleted_at: now },
    { version: 2, deleted_at: now + 1 },
  ]);
  await restoreModel(server.context, wish());
  expect((await registry.detail(name)).versions.map(({ version }) => version)).toEqual([2]);
});

test("a model with an alias that came, moved or went meanwhile gets no other name", async () => {
  const to = `${name}-de`;
  await point("old", 2);
  asked = [];
  meanwhile = () => point("old", 1);
  await expect(rename(to)).rejects.toMatchObject(moved("old", "version 2", "version 1"));
  expect(asked[0]).toEqual({
    ...{ name: to, alias: "old", from: null, to: 2, project: "default" },
    ...{ user: "ada", reason: "why" },
  });
  meanwhile = () => point("new", 2);
  await expect(rename(to)).rejects.toMatchObject(moved("new", "no version", "version 2"));
  meanwhile = () => unset("new");
  await expect(rename(to)).rejects.toMatchObject(moved("new", "version 2", "no version"));
  meanwhile = () => unset("old").then(() => dropAll());
  await expect(rename(to)).rejects.toMatchObject({ code: "MODELS_UNKNOWN", facts: { name } });
});

test("a model gets no name that was made meanwhile, nor one that a deleted model's versions have", async () => {
  const other = `${name}-other`;
  await point("old", 2);
  meanwhile = () => registry.create(other);
  await expect(rename(other)).rejects.toMatchObject({ code: "MODELS_EXISTS" });
  await registry.addVersion(other);
  await deleteModel(server.context, { ...wish({ name: other }), aliases: "refuse" });
  await expect(rename(other)).rejects.toMatchObject({
    code: "MODELS_NAME_USED",
    facts: { name, other, version: 1 },
  });
  await expect(rename("a/b")).rejects.toMatchObject({
    code: "MODELS_NAME_INVALID",
    facts: { name: "a/b" },
  });
  await expect(
    renameModel(server.context, wish({ name: "none", newName: "x" }) as never),
  ).rejects.toMatchObject({ code: "MODELS_UNKNOWN", facts: { name: "none" } });
  expect(await aliases()).toEqual({ old: 2 });
});

test("the numbers of a deleted model go on below another one that gets its name", async () => {
  const other = `${name}-other`;
  await registry.create(other, { tags: [{ key: "left", value: "here" }] });
  await registry.ok("DELETE", "registered-models/delete", { name: other });
  await server.context.database.write((tx) =>
    tx.run("UPDATE models_models SET last_version = 7 WHERE name = ?", other),
  );
  await rename(other);
  expect((await registry.addVersion(other)).version).toBe("8");
  const { versions, tags, history: lines } = await registry.detail(other);
  expect(versions.map(({ version }) => version)).toEqual([8, 2, 1]);
  expect(tags).toEqual({});
  expect(lines.map(({ kind, detail }) => [kind, detail])).toEqual([
    ["renamed", name],
    ["deleted", ""],
  ]);
});
