import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestServer, type TestServer } from "#test/open-store";
import { createModel } from "../create-model.ts";
import { makeVersion } from "../make-version.ts";
import { slice } from "../slice.ts";
import { FILE_ROUTES } from "./file-routes.ts";
import { fileAt, namesOf } from "./source-files.ts";

const PROXY = "/api/2.0/mlflow-artifacts/artifacts";
let server: TestServer;
let root: string;

beforeAll(async () => {
  const served = { ...slice, routes: async () => FILE_ROUTES };
  server = await openTestServer({ slices: ["lineage", "artifacts", "runs", served] });
  const made = await server.client.post<{ run: { info: { run_id: string } } }>(
    "/api/2.0/mlflow/runs/create",
    { experiment_id: "0" },
  );
  const folder = `0/${made.run.info.run_id}/artifacts`;
  root = `mlflow-artifacts:/${folder}`;
  for (const path of ["model/MLmodel", "model/data/a.bin", "model/data/b.bin", "single.json"])
    await fetch(`${server.url}${PROXY}/${folder}/${path}`, { method: "PUT", body: path });
  const model = { name: "intent", project: "shop", description: "", tags: {} };
  await createModel(server.context, model);
  for (const location of [`${root}/model`, `${root}/single.json`, "", `${root}/none`])
    await server.context.database.write((tx) =>
      makeVersion(tx, server.context, {
        name: "intent",
        project: "shop",
        runId: null,
        source: location || "s3://b/m",
        location,
        modelId: null,
        runLink: "",
        description: "",
        user: "ada",
        requestId: location,
        createdAt: 1,
        tags: {},
        origin: "live",
      }),
    );
});
afterAll(() => server.close());

const at = (version: number) => `/api/fettle/1/models/intent/versions/${version}`;
const list = (version: number, query: Record<string, string> = {}) =>
  server.client.get<{ files: { path: string }[]; next?: string }>(
    `${at(version)}/artifacts`,
    query,
  );
const file = async (version: number, path: string) =>
  String(await server.client.download(`${at(version)}/artifact/${path}`));
const archive = (version: number, query = "") =>
  fetch(`${server.url}${at(version)}/archive${query}`);

test("a folder of a version is listed by paths below the version, a page at a time", async () => {
  expect(await list(1)).toEqual({
    files: [
      { path: "MLmodel", folder: false, size: 13 },
      { path: "data", folder: true, size: 0 },
    ],
  });
  const first = await list(1, { path: "data", limit: "1" });
  expect(first.files.map(({ path }) => path)).toEqual(["data/a.bin"]);
  const second = await list(1, { path: "data", limit: "1", after: first.next ?? "" });
  expect(second).toEqual({ files: [{ path: "data/b.bin", folder: false, size: 16 }] });
});

test("a version that is one file is listed as that file, and sends no other", async () => {
  expect(await list(2)).toEqual({ files: [{ path: "single.json", folder: false, size: 11 }] });
  expect(await file(2, "single.json")).toBe("single.json");
  for (const other of ["model/MLmodel", "other.json"])
    await expect(file(2, other)).rejects.toMatchObject({
      code: "ARTIFACTS_UNKNOWN",
      status: 404,
    });
});

test("a file of a folder is sent by its path, and a folder is none", async () => {
  expect(await file(1, "data/a.bin")).toBe("model/data/a.bin");
  await expect(file(1, "data")).rejects.toMatchObject({ code: "ARTIFACTS_UNKNOWN" });
  await expect(file(1, "model")).rejects.toMatchObject({ code: "ARTIFACTS_UNKNOWN" });
});

test("an archive is named for the folder, and for the version where it is all of it", async () => {
  const named = async (query: string) => {
    const answer = await archive(1, query);
    await answer.arrayBuffer();
    return answer.headers.get("content-disposition");
  };
  expect(await named("")).toBe("attachment; filename=intent-1.zip");
  expect(await named("?path=data")).toBe("attachment; filename=data.zip");
  expect((await archive(1, "?path=none")).status).toBe(404);
});

test("files that are not kept here are not sent, and the error says where they are", async () => {
  for (const ask of [() => list(3), () => file(3, "MLmodel")])
    await expect(ask()).rejects.toMatchObject({
      code: "MODELS_FILES_ELSEWHERE",
      status: 404,
      message: "the files of intent@3 are not kept here but at s3://b/m",
    });
  expect((await archive(3)).status).toBe(404);
  await expect(list(9)).rejects.toMatchObject({ code: "MODELS_VERSION_UNKNOWN" });
});

test("a source has the names in its folder, its own where it is a file, and none where nothing is", async () => {
  const names = (path: string) => namesOf(server.context, `${root}${path}`);
  expect(await names("/model")).toEqual(["MLmodel", "data"]);
  expect(await names("")).toEqual(["model", "single.json"]);
  expect(await names("/single.json")).toEqual(["single.json"]);
  expect(await names("/none")).toEqual([]);
  expect(await list(4)).toEqual({ files: [] });
});

test("a source is a file only where one of its whole name is", async () => {
  const found = (path: string) => fileAt(server.context, `${root}${path}`);
  expect(await found("/model/data/a.bin")).toEqual({ path: "a.bin", folder: false, size: 16 });
  for (const path of ["/model/data", "/model/a.bin", "/single", "/none/a"])
    expect(await found(path)).toBeUndefined();
  expect(await fileAt(server.context, "s3://b/m")).toBeUndefined();
});
