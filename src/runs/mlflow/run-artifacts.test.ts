import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type MlflowWire, openMlflow } from "#test/mlflow-wire";
import type { ArtifactList } from "../model.ts";

let wire: MlflowWire;
let run: string;
beforeAll(async () => {
  wire = await openMlflow({ slices: ["lineage", "trash", "artifacts", "runs"] });
  run = await wire.run();
  for (const path of ["a.txt", "deep/b c.txt", "deep/er/d.txt"]) await store(path, path);
});
afterAll(() => wire.close());

const root = (id = run) => `mlflow-artifacts:/0/${id}/artifacts`;
const store = (path: string, body: string) =>
  fetch(
    `${wire.server.url}/api/2.0/mlflow-artifacts/artifacts/0/${run}/artifacts/${encodeURI(path)}`,
    { method: "PUT", body },
  );
const ask = async (path: string, init?: RequestInit) => {
  const answer = await fetch(wire.server.url + path, init);
  const text = await answer.text();
  return { status: answer.status, text, headers: answer.headers };
};
const told = async (path: string, init?: RequestInit) => {
  const { status, text } = await ask(path, init);
  return [status, status === 200 ? text : (JSON.parse(text).message as string)];
};
const upload = (query: string, body: string) =>
  told(`/ajax-api/2.0/mlflow/upload-artifact?${query}`, { method: "POST", body });
const specify = (what: string) => [400, `Request must specify ${what}.`];
const unknown = [404, "Run with id=none not found"];

test("the files of a run are listed by a folder, with paths from the top", async () => {
  const list = async (more = "") =>
    (await wire.get(`artifacts/list?run_id=${run}${more}`)).body as object;
  expect(await list()).toEqual({
    root_uri: root(),
    files: [
      { path: "a.txt", is_dir: false, file_size: 5 },
      { path: "deep", is_dir: true },
    ],
  });
  expect(await list("&path=deep")).toEqual({
    root_uri: root(),
    files: [
      { path: "deep/b c.txt", is_dir: false, file_size: 12 },
      { path: "deep/er", is_dir: true },
    ],
  });
  expect(await list("&path=none")).toEqual({ root_uri: root() });
  expect(await wire.get("artifacts/list?run_id=none")).toMatchObject({
    status: 404,
    body: { message: unknown[1] },
  });
  expect(await wire.get("artifacts/list?run_id=none&path=../x")).toMatchObject({ status: 400 });
});

test("a file of a run is got by the older address, under either name of the run", async () => {
  for (const name of ["run_id", "run_uuid"])
    expect(await told(`/get-artifact?${name}=${run}&path=deep/b%20c.txt`)).toEqual([
      200,
      "deep/b c.txt",
    ]);
  const { headers } = await ask(`/get-artifact?run_id=${run}&path=a.txt`);
  expect(headers.get("content-disposition")).toContain("attachment");
  expect(await told("/get-artifact?run_id=none&path=a.txt")).toEqual(unknown);
  expect((await told("/get-artifact?path=a.txt"))[0]).toBe(404);
  for (const path of ["", "&path=none", "&path=deep"])
    expect([path, (await told(`/get-artifact?run_id=${run}${path}`))[0]]).toEqual([
      path,
      expect.any(Number),
    ]);
  expect((await told("/get-artifact?run_id=none&path=../x"))[0]).toBe(400);
});

test("a page stores a file of at most ten megabytes, and one that is none is refused", async () => {
  const most = 10 * 1024 * 1024;
  expect(await upload(`run_uuid=${run}&path=up/x.txt`, "new")).toEqual([200, "{}"]);
  expect(await told(`/get-artifact?run_id=${run}&path=up/x.txt`)).toEqual([200, "new"]);
  expect(await upload(`run_uuid=${run}&path=up/most`, "x".repeat(most))).toEqual([200, "{}"]);
  expect(await upload(`run_uuid=${run}&path=up/more`, "x".repeat(most + 1))).toEqual([
    400,
    "Artifact size is too large. Max size is 10MB.",
  ]);
  expect(await upload("path=x", "new")).toEqual(specify("run_uuid"));
  expect(await upload(`run_uuid=${run}`, "new")).toEqual(specify("path"));
  expect(await upload(`run_uuid=${run}&path=up/none`, "")).toEqual(specify("data"));
  expect(await upload("run_uuid=none&path=x", "new")).toEqual(unknown);
  const { files } = await wire.server.client.get<ArtifactList>(
    `/api/fettle/1/runs/${run}/artifacts`,
    { path: "up" },
  );
  expect(files).toEqual([
    { path: "up/most", folder: false, size: most },
    { path: "up/x.txt", folder: false, size: 3 },
  ]);
});

test("an address that needs no token is given for a file of this server's own", async () => {
  for (const api of ["api", "ajax-api"]) {
    const sign = (body: object) =>
      wire.send("POST", `/${api}/2.0/mlflow/artifacts/presigned-download-url`, body);
    const { status, body } = await sign({ run_id: run, path: "deep/b c.txt" });
    expect(status).toBe(200);
    expect(Object.keys(body).sort()).toContain("presigned_url");
    expect(await (await fetch(body.presigned_url)).text()).toBe("deep/b c.txt");
    expect(await sign({ run_id: "none", path: "a.txt" })).toMatchObject({ status: 404 });
    expect((await sign({ run_id: run })).body.message).toBe('No artifact ""');
    expect((await sign({ path: "a.txt" })).body.message).toContain("'run_id'");
    expect(await sign({ run_id: run, path: "../a" })).toMatchObject({ status: 400 });
    const far = await wire.run();
    await wire.server.context.database.write((tx) =>
      tx.run("UPDATE runs_run SET artifact_root = 's3://bucket/far' WHERE id = ?", far),
    );
    const { body: refused, status: code } = await sign({ run_id: far, path: "a.txt" });
    expect([code, refused.message]).toEqual([
      400,
      'the artifacts at "s3://bucket/far" are not this server\'s to read or write',
    ]);
  }
});

test("a file in a folder that the settings name has no such address", async () => {
  const folder = mkdtempSync(join(tmpdir(), "fettle-far-"));
  const far = await openMlflow({ settings: { artifacts: { root: `file://${folder}` } } as never });
  try {
    const id = await far.run();
    const body = { run_id: id, path: "a.txt" };
    expect(await far.post("artifacts/presigned-download-url", body)).toEqual({
      status: 400,
      body: {
        error_code: "INVALID_PARAMETER_VALUE",
        message: "artifacts outside of this server's own folder have no such address",
      },
    });
  } finally {
    await far.close();
    rmSync(folder, { recursive: true });
  }
});

test("Fettle's own routes list, show, pack and put away a run's files", async () => {
  const base = `/api/fettle/1/runs/${run}`;
  const { client } = wire.server;
  expect(await client.get(`${base}/artifacts`, { path: "deep" })).toEqual({
    files: [
      { path: "deep/b c.txt", folder: false, size: 12 },
      { path: "deep/er", folder: true, size: 0 },
    ],
  });
  const first = await client.get<ArtifactList>(`${base}/artifacts`, { path: "deep", limit: 1 });
  expect(first.files.map(({ path }) => path)).toEqual(["deep/b c.txt"]);
  const next = await client.get<ArtifactList>(`${base}/artifacts`, {
    ...{ path: "deep", limit: 1, after: first.next ?? "" },
  });
  expect(next).toEqual({ files: [{ path: "deep/er", folder: true, size: 0 }] });
  const shown = await ask(`${base}/artifact/deep/b%20c.txt`);
  expect([shown.status, shown.text]).toEqual([200, "deep/b c.txt"]);
  expect(shown.headers.get("content-disposition") ?? "").not.toContain("attachment");
  const head = await ask(`${base}/artifact/a.txt`, { method: "HEAD" });
  expect([head.status, head.text, head.headers.get("content-length")]).toEqual([200, "", "5"]);
  const zip = async (query = "") => {
    const { status, headers, text } = await ask(`${base}/archive${query}`);
    return [status, headers.get("content-disposition"), text.includes("b c.txt")];
  };
  const { name } = await client.get<{ name: string }>(base);
  expect(await zip()).toEqual([200, expect.stringContaining(`${name}.zip`), true]);
  expect(await zip("?path=deep")).toEqual([200, expect.stringContaining("deep.zip"), true]);
  expect(await zip("?path=deep/er")).toEqual([200, expect.stringContaining("er.zip"), false]);
  const { id } = await client.delete<{ id: string }>(`${base}/artifact/a.txt`);
  const { items } = await client.get<{ items: object[] }>(`${base}/trashed-artifacts`);
  expect(items).toMatchObject([{ id, path: `0/${run}/artifacts/a.txt`, folder: false, bytes: 5 }]);
  await expect(client.delete(`${base}/artifact/a.txt`)).rejects.toMatchObject({
    code: "ARTIFACTS_UNKNOWN",
    facts: { path: "a.txt" },
  });
  await expect(client.get("/api/fettle/1/runs/none/artifacts")).rejects.toMatchObject({
    code: "RUNS_UNKNOWN",
  });
});

test("a logged model's file has to be named, and its folder is told as a run's", async () => {
  const { model } = await wire.done("logged-models", { experiment_id: "0" });
  const at = `/ajax-api/2.0/mlflow/logged-models/${model.info.model_id}/artifacts/files`;
  expect(await told(at)).toEqual([
    400,
    'Request must include the "artifact_file_path" query parameter.',
  ]);
  const none = "/ajax-api/2.0/mlflow/logged-models/m-none/artifacts";
  expect((await told(`${none}/files?artifact_file_path=a`))[1]).toContain("m-none");
  expect((await told(`${none}/directories?artifact_directory_path=../a`))[0]).toBe(400);
  expect((await told(`${none}/directories`))[0]).toBe(404);
});
