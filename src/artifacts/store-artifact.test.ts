import { existsSync, readdirSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { FettleError } from "#ground/errors";
import { openTestServer, type TestServer } from "#test/open-store";
import { ownPlace } from "./place.ts";
import { asOurs, bodyOf, storeArtifact } from "./store-artifact.ts";

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

/** Sends a request to a server that reads its body so; what came of the reading. */
async function reading(
  send: (request: http.ClientRequest) => void,
  take: (piece: Uint8Array) => Promise<void> | undefined,
): Promise<unknown> {
  const read = Promise.withResolvers<unknown>();
  const receiver = http.createServer((request, response) => {
    bodyOf(request, ownPlace(server.context, "a/b.bin"))
      .each(take)
      .then(
        () => read.resolve("read"),
        ({ code, message, facts }) => read.resolve({ code, message, facts }),
      )
      .finally(() => response.end());
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  const { port } = receiver.address() as AddressInfo;
  const request = http.request({ host: "127.0.0.1", port, method: "PUT" });
  const answered = new Promise((resolve) => {
    request.on("error", resolve).on("response", (response) => response.resume().on("end", resolve));
  });
  send(request);
  const came = await read.promise;
  await answered;
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
  return came;
}

test("a body is read piece by piece, none before the one before it is taken, the last one too", async () => {
  let taking = 0;
  let bytes = 0;
  const came = await reading(
    (request) => request.end(Buffer.concat([PIECE, PIECE])),
    async (piece) => {
      taking += 1;
      expect(taking).toBe(1);
      await new Promise(setImmediate);
      bytes += piece.length;
      taking -= 1;
    },
  );
  expect([came, taking, bytes]).toEqual(["read", 0, 2 * PIECE.length]);
});

test("what goes wrong with a piece, at once or later, is told as it is", async () => {
  const failed = Object.assign(new Error("no space"), { code: "ENOSPC" });
  for (const take of [
    () => {
      throw failed;
    },
    async () => {
      await new Promise(setImmediate);
      throw failed;
    },
  ])
    expect(await reading((request) => request.end(PIECE), take)).toEqual({
      code: "ENOSPC",
      message: "no space",
      facts: undefined,
    });
});

test("a body that breaks off is told as that", async () => {
  let cut = () => {};
  const came = await reading(
    (request) => {
      request.setHeader("content-length", 2 * PIECE.length);
      request.write(PIECE);
      cut = () => void request.destroy();
    },
    () => {
      cut();
      return undefined;
    },
  );
  expect(came).toEqual({
    code: "ARTIFACTS_UPLOAD_ABORTED",
    message: 'the upload of "a/b.bin" was broken off; nothing of it was kept',
    facts: { path: "a/b.bin" },
  });
});

test.each([
  ["EISDIR", "OBJECT_INVALID"],
  ["ENOTDIR", "OBJECT_INVALID"],
  ["ENOTEMPTY", "OBJECT_INVALID"],
  ["EEXIST", "OBJECT_INVALID"],
  ["ENAMETOOLONG", "OBJECT_INVALID"],
  ["ELOOP", "OBJECT_INVALID"],
  ["ENOSPC", "DISK_FULL"],
  ["EIO", "FILE_FAILED"],
])("%s is told as %s, of a path here or a URI elsewhere", (code, told) => {
  const error = Object.assign(new Error(code), { code });
  const own = ownPlace(server.context, "a/b");
  const other = { ...own, own: false, uri: "file:///data/a/b" };
  const paths = [own, other].map((place) => {
    const ours = asOurs(server.context, error, place) as FettleError;
    expect(ours.code).toBe(told);
    return ours.facts["path"];
  });
  const invalid = told === "OBJECT_INVALID";
  expect(paths).toEqual(
    invalid ? ["a/b", "a/b"] : [join(server.context.store.artifacts, "a", "b"), "file:///data/a/b"],
  );
});

test("a whole run, or the whole store, is no artifact", async () => {
  const run = await newRun();
  for (const [path, inside] of [
    [`0/${run}/artifacts`, `0/${run}/artifacts`],
    ["", ""],
  ] as const)
    await expect(
      storeArtifact(server.context, ownPlace(server.context, path), Readable.from([PIECE])),
    ).rejects.toMatchObject({ code: "OBJECT_INVALID", facts: { path: inside } });
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
