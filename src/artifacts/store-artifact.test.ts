import { existsSync, readdirSync } from "node:fs";
import http from "node:http";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestServer, type TestServer } from "#test/open-store";
import { ownPlace } from "./place.ts";
import { storeArtifact } from "./store-artifact.ts";

const PIECE = Buffer.alloc(1024 * 1024, 7);
let server: TestServer;

beforeEach(async () => {
  server = await openTestServer({ slices: ["lineage", "artifacts", "runs"] });
});
afterEach(() => server.close());

const ask = <T>(path: string, body: object) =>
  server.client.post<T>(`/api/2.0/mlflow/${path}`, body);
const newRun = async () =>
  (await ask<{ run: { info: { run_id: string } } }>("runs/create", { experiment_id: "0" })).run.info
    .run_id;
const newModel = async () =>
  (await ask<{ model: { info: { model_id: string } } }>("logged-models", { experiment_id: "0" }))
    .model.info.model_id;
/** What of uploads lies in the folder: whole files by their paths, and those that are coming in. */
const files = () => {
  const { artifacts } = server.context.store;
  const incoming = join(artifacts, ".fettle", "incoming");
  return [
    ...readdirSync(artifacts, { recursive: true })
      .map(String)
      .filter((path) => path.endsWith(".bin")),
    ...(existsSync(incoming) ? readdirSync(incoming) : []),
  ];
};

/** Six megabytes; in the middle of them, something happens. */
async function* withinLarge(happens: () => Promise<unknown>) {
  for (let i = 0; i < 3; i += 1) yield PIECE;
  await happens();
  for (let i = 0; i < 3; i += 1) yield PIECE;
}

test("a run that is deleted during a large upload takes none of it, and has none when it comes back", async () => {
  const run = await newRun();
  const path = `0/${run}/artifacts/deep/large.bin`;
  const body = withinLarge(() => ask("runs/delete", { run_id: run }));
  await expect(storeArtifact(server.context, ownPlace(server.context, path), body)).rejects.toThrow(
    `The run ${run} must be in the 'active' state. Current state is deleted.`,
  );
  expect(files()).toEqual([]);
  await ask("runs/restore", { run_id: run });
  expect(files()).toEqual([]);
});

test("so does a logged model", async () => {
  const model = await newModel();
  const path = `0/models/${model}/artifacts/large.bin`;
  const body = withinLarge(() => server.client.delete(`/api/2.0/mlflow/logged-models/${model}`));
  await expect(storeArtifact(server.context, ownPlace(server.context, path), body)).rejects.toThrow(
    "Current state is deleted",
  );
  expect(files()).toEqual([]);
});

test("MLflow's client, which has sent all by then, is told so", async () => {
  const run = await newRun();
  const path = `0/${run}/artifacts/large.bin`;
  const told = await new Promise<{ status: number | undefined; body: string }>(
    (resolve, reject) => {
      const request = http.request(
        `${server.url}/api/2.0/mlflow-artifacts/artifacts/${path}`,
        { method: "PUT" },
        async (response) => {
          const pieces: Buffer[] = [];
          for await (const piece of response) pieces.push(piece as Buffer);
          resolve({ status: response.statusCode, body: Buffer.concat(pieces).toString() });
        },
      );
      request.on("error", reject);
      request.write(Buffer.concat([PIECE, PIECE, PIECE]), async () => {
        await ask("runs/delete", { run_id: run });
        request.end(Buffer.concat([PIECE, PIECE, PIECE]));
      });
    },
  );
  expect([told.status, JSON.parse(told.body)]).toEqual([
    400,
    {
      error_code: "INVALID_PARAMETER_VALUE",
      message: `The run ${run} must be in the 'active' state. Current state is deleted.`,
    },
  ]);
  expect(files()).toEqual([]);
});

test("what belongs to nobody is taken", async () => {
  const place = ownPlace(server.context, "shared/large.bin");
  await storeArtifact(
    server.context,
    place,
    withinLarge(async () => undefined),
  );
  expect(files()).toEqual(["shared/large.bin"]);
});
