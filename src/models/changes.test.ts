import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openTestServer, type TestServer } from "#test/open-store";
import type { ModelDetail, ModelRow, ModelVersion } from "./model.ts";

const API = "/api/fettle/1/models";

let server: TestServer;
beforeEach(async () => {
  server = await openTestServer({ slices: ["lineage", "artifacts", "runs", "models"] });
  await post("/api/2.0/mlflow/registered-models/create", { name: "intent" });
  for (let i = 0; i < 2; i += 1)
    await post("/api/2.0/mlflow/model-versions/create", { name: "intent", source: "s3://b/m" });
});
afterEach(() => server.close());

const post = (path: string, body: object) => server.client.post<object>(path, body);
const model = () => server.client.get<ModelDetail>(`${API}/intent`);
const setAlias = (alias: string, version: number) =>
  server.client.put(`${API}/intent/aliases/${alias}`, { version, project: "shop" });

test("a description and tags are changed together; null removes a tag", async () => {
  const patch = (path: string, body: object) => server.client.patch<ModelVersion>(path, body);
  await patch(`${API}/intent`, { description: "about", tags: { a: "1", b: "2" } });
  await patch(`${API}/intent`, { tags: { a: null } });
  await patch(`${API}/intent/versions/2`, { description: "second", tags: { c: "3" } });
  const { description, tags, versions } = await model();
  expect([description, tags]).toEqual(["about", { b: "2" }]);
  expect(versions[0]).toMatchObject({ description: "second", tags: { c: "3" } });
  await expect(patch(`${API}/intent/versions/9`, { tags: {} })).rejects.toMatchObject({
    code: "MODELS_VERSION_UNKNOWN",
  });
  await expect(patch(`${API}/none`, { description: "x" })).rejects.toMatchObject({
    code: "MODELS_UNKNOWN",
  });
});

test("a change of name keeps what the history was, and says where an old name went", async () => {
  await setAlias("beta", 1);
  await server.client.patch(`${API}/intent`, { name: "intent-de", reason: "one more language" });
  const renamed = await server.client.get<ModelDetail>(`${API}/intent-de`);
  expect(renamed.history.map(({ kind, detail, reason }) => [kind, detail, reason])).toEqual([
    ["renamed", "intent", "one more language"],
    ["alias", "", ""],
  ]);
  await expect(model()).rejects.toMatchObject({
    message: 'no model "intent" is registered; it was renamed to intent-de',
  });
});

test("a list fits a filter, or shows what was deleted", async () => {
  const list = async (query: string) =>
    (await server.client.get<{ models: ModelRow[] }>(`${API}${query}`)).models;
  await server.client.patch(`${API}/intent`, { tags: { team: "nlp" } });
  expect(await list("?filter=tags.team%20%3D%20%27nlp%27")).toMatchObject([
    { name: "intent", versions: 2, latest: 2, tags: { team: "nlp" } },
  ]);
  expect(await list("?filter=tags.team%20%3D%20%27ops%27")).toEqual([]);
  await expect(list("?filter=nonsense%20%3D%201")).rejects.toMatchObject({ status: 400 });
  await server.client.delete(`${API}/intent`, { reason: "wrong" });
  expect([await list(""), await list("?deleted=true")]).toMatchObject([
    [],
    [{ name: "intent", versions: 2, latest: 2 }],
  ]);
});

describe("what is deleted", () => {
  test("is not what an alias points at", async () => {
    await setAlias("beta", 2);
    await expect(server.client.delete(`${API}/intent/versions/2`)).rejects.toMatchObject({
      code: "MODELS_ALIASED",
      hint: 'fettle models alias intent --unset beta --reason "..."',
    });
    await expect(server.client.delete(`${API}/intent`)).rejects.toMatchObject({
      code: "MODELS_MODEL_ALIASED",
    });
    const unset = () => server.client.delete(`${API}/intent/aliases/beta`, { reason: "old" });
    expect([await unset(), await unset()]).toMatchObject([{ removed: true }, { removed: false }]);
    await server.client.delete(`${API}/intent/versions/2`);
    expect((await model()).versions.map(({ version }) => version)).toEqual([1]);
  });

  test("comes back with its tags, once, and its number was never given away", async () => {
    await server.client.patch(`${API}/intent/versions/2`, { tags: { checked: "yes" } });
    await server.client.delete(`${API}/intent/versions/2`, { reason: "wrong data" });
    const next = await post("/api/2.0/mlflow/model-versions/create", {
      name: "intent",
      source: "s3://b/m",
    });
    expect(next).toMatchObject({ model_version: { version: "3" } });
    const restore = () =>
      server.client.post<ModelVersion>(`${API}/intent/versions/2/restore`, {
        reason: "it was right",
      });
    expect((await restore()).tags).toEqual({ checked: "yes" });
    await restore();
    const { versions, history } = await model();
    expect(versions.map(({ version }) => version)).toEqual([3, 2, 1]);
    expect(history.map(({ kind, from, to, reason }) => [kind, from, to, reason])).toEqual([
      ["restored", null, 2, "it was right"],
      ["deleted", 2, null, "wrong data"],
    ]);
    await expect(server.client.post(`${API}/intent/versions/9/restore`, {})).rejects.toMatchObject({
      code: "MODELS_VERSION_UNKNOWN",
    });
  });

  test("with its model comes back with it, and what was deleted before stays deleted", async () => {
    await server.client.delete(`${API}/intent/versions/1`);
    await server.client.delete(`${API}/intent`);
    await expect(model()).rejects.toMatchObject({ code: "MODELS_UNKNOWN" });
    const back = await server.client.post<ModelDetail>(`${API}/intent/restore`, {});
    expect(back.versions.map(({ version }) => version)).toEqual([2]);
    await expect(server.client.post(`${API}/none/restore`, {})).rejects.toMatchObject({
      code: "MODELS_UNKNOWN",
    });
  });
});
