import { existsSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type ForeignMlflow, openForeignMlflow } from "#test/foreign-mlflow";
import { openMlflowServer } from "./mlflow-server.ts";
import type { ImportSource, SourceFile } from "./source.ts";

const API = "/api/2.0/mlflow";
const FILES = "/api/2.0/mlflow-artifacts/artifacts";

let mlflow: ForeignMlflow;
let url: string;
beforeEach(async () => {
  mlflow = await openForeignMlflow();
  url = mlflow.url;
});
afterEach(() => mlflow.close());

/** All of a server read, so that it knows whose files lie where. */
async function read(more: Record<string, unknown>, named = url) {
  Object.assign(mlflow.answers, more);
  const source = openMlflowServer(named, undefined);
  for await (const _ of source.records());
  return { source };
}
async function listed(source: ImportSource, id: string): Promise<SourceFile[]> {
  const found: SourceFile[] = [];
  for await (const file of source.files({ of: "run", id })) found.push(file);
  return found;
}

test("files that the server serves are listed folder by folder, and fetched for as long as they are used", async () => {
  const { source } = await read({
    "runs/search": {
      runs: [
        { info: { run_id: "r1", artifact_uri: "mlflow-artifacts:///1/r 1" } },
        { info: { run_id: "r2", artifact_uri: "s3://b/x" } },
        { info: { run_id: "r3", artifact_uri: "mlflow-artifacts:/1/r3" } },
      ],
    },
    [`${FILES} {"path":"1/r 1"}`]: {
      files: [
        { path: "deep", is_dir: true },
        { path: "a b.txt", file_size: "3" },
        { path: "none" },
      ],
    },
    [`${FILES} {"path":"1/r 1/deep"}`]: { files: [{ path: "deep/er", is_dir: true }] },
    [`${FILES} {"path":"1/r 1/deep/er"}`]: { files: [{ path: "c.txt", file_size: 1 }] },
    [`${FILES} {"path":"1/r3"}`]: {},
    [`${FILES}/1/r%201/a%20b.txt {}`]: "abc",
    [`${FILES}/1/r%201/deep/er/c.txt {}`]: "c",
    [`${FILES}/1/r%201/none {}`]: 204,
  });
  const found: string[] = [];
  const used: string[] = [];
  for await (const { path, size, use } of source.files({ of: "run", id: "r1" }))
    found.push(
      await use(async (file) => {
        used.push(file);
        return `${path} ${size} ${readFileSync(file, "utf8")}`;
      }),
    );
  expect(found).toEqual(["deep/er/c.txt 1 c", "a b.txt 3 abc", "none 0 "]);
  expect(used.filter((file) => existsSync(dirname(file)))).toEqual([]);
  for (const none of ["r2", "r3", "r9"]) expect(await listed(source, none)).toEqual([]);
});

test("what is used badly, or can't be fetched, leaves no file behind", async () => {
  const { source } = await read({
    "runs/search": { runs: [{ info: { run_id: "r1", artifact_uri: "mlflow-artifacts:/1" } }] },
    [`${FILES} {"path":"1"}`]: { files: [{ path: "a" }, { path: "gone" }] },
    [`${FILES}/1/a {}`]: "a",
  });
  const files = await listed(source, "r1");
  const used: string[] = [];
  const use = files[0]?.use(async (file) => {
    used.push(file);
    throw new Error("full");
  });
  await expect(use).rejects.toThrow("full");
  expect(used.map((file) => existsSync(dirname(file)))).toEqual([false]);
  await expect(files[1]?.use(async () => {})).rejects.toMatchObject({ code: "TRANSFER_SOURCE" });
});

test("a refusal is told with the path, the status and as much of what was said as can be read", async () => {
  delete mlflow.answers["runs/search"];
  const problem = `${API}/runs/search answered 404: ${"x".repeat(300)}`;
  await expect(read({}, `${url}/`)).rejects.toMatchObject({
    code: "TRANSFER_SOURCE",
    message: `nothing can be imported from ${url}: ${problem}`,
  });
  const metric = { "runs/search": { runs: [{ info: { run_id: "r1" }, data: { metrics: [{}] } }] } };
  const { source } = await read(metric);
  expect(Object.fromEntries(source.left)).toEqual({ "metrics that the server refuses": 1 });
  expect(source.left.notes.told).toEqual([
    expect.stringContaining(`${url}: ${API}/metrics/get-history answered 404: x`),
  ]);
});

test("a redirect is not followed, with the secret or without, and a server that is away is named", async () => {
  await expect(read({ "experiments/search": 302 })).rejects.toThrow(
    `nothing can be imported from ${url}: unexpected redirect`,
  );
  expect(mlflow.asked).toHaveLength(1);
  await mlflow.close();
  await expect(read({})).rejects.toThrow(
    `nothing can be imported from ${url}: connect ECONNREFUSED ${url.slice("http://".length)}`,
  );
});
