/** Single bits that a disk flips in the points and artifacts of a store: none reaches a client, each is named. */
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createClient } from "#ground/http";
import { random } from "#test/random";
import { tellProof } from "#test/tell-proof";
import { type Desk, openDesk } from "#test/type-fettle";
import { startServer } from "../../src/app/connect.ts";

const FLIPS = process.env["FETTLE_PROVE"] === "1" ? 1000 : 40;
const SEED = Number(process.env["FETTLE_SEED"] ?? 13);
const POINTS = 2000;

let desk: Desk;
beforeAll(() => {
  desk = openDesk();
});
afterAll(() => desk.close());

type Check = { readonly damaged: readonly string[] };

test(`of ${FLIPS} flipped bits in blocks and artifacts none is served, and each that changes an answer is named`, async ({
  task,
}) => {
  const next = random(SEED);
  const client = createClient(await startServer(desk.store));
  const post = <T>(path: string, body: object) => client.post<T>(`/api/2.0/mlflow/${path}`, body);
  const { run } = await post<{ run: { info: { run_id: string; artifact_uri: string } } }>(
    "runs/create",
    { experiment_id: "0", start_time: 1 },
  );
  const { run_id } = run.info;
  for (let from = 0; from < POINTS; from += 1000)
    await post("runs/log-batch", {
      run_id,
      metrics: Array.from({ length: 1000 }, (_, i) => ({
        key: "loss",
        value: next(),
        timestamp: from + i,
        step: from + i,
      })),
    });
  const artifact = `/api/2.0/mlflow-artifacts/artifacts/${run.info.artifact_uri.replace("mlflow-artifacts:/", "")}/model.bin`;
  const sent = join(desk.folder, "sent");
  writeFileSync(sent, Buffer.from(Array.from({ length: 2_500_000 }, () => next() * 256)));
  await client.upload(artifact, sent);
  const file = join(
    desk.store,
    "artifacts",
    artifact.split("/artifacts/").slice(1).join("/artifacts/"),
  );
  const points = () =>
    client.get("/api/2.0/mlflow/metrics/get-history", {
      run_id,
      metric_key: "loss",
      max_results: 25_000,
    });
  const check = () => client.get<Check>("/api/fettle/1/server/check");
  expect(await check()).toMatchObject({ damaged: [] });
  const [goodPoints, goodFile] = [JSON.stringify(await points()), readFileSync(file)];
  const database = new DatabaseSync(join(desk.store, "fettle.db"));
  database.exec("PRAGMA busy_timeout = 5000");
  const blocks = database.prepare("SELECT step, data FROM runs_block");
  const set = database.prepare("UPDATE runs_block SET data = ? WHERE step = ?");
  chmodSync(file, 0o644);
  let [served, unnamed, changed] = [0, 0, 0];
  for (let i = 0; i < FLIPS; i += 1) {
    const inFile = i % 2 === 0;
    const rows = blocks.all() as { step: number; data: Uint8Array }[];
    const row = rows[Math.floor(next() * rows.length)] as (typeof rows)[number];
    const bytes = Buffer.from(inFile ? goodFile : row.data);
    const at = Math.floor(next() * bytes.length);
    bytes[at] = (bytes[at] as number) ^ (1 << Math.floor(next() * 8));
    if (inFile) writeFileSync(file, bytes);
    else set.run(bytes, row.step);
    const answer = await (inFile ? client.download(artifact) : points()).catch(() => undefined);
    const isSame =
      answer !== undefined &&
      (inFile ? goodFile.equals(answer as Buffer) : JSON.stringify(answer) === goodPoints);
    if (answer !== undefined && !isSame) served += 1;
    if (!isSame) {
      changed += 1;
      if ((await check()).damaged.length !== 1) unnamed += 1;
    }
    if (inFile) writeFileSync(file, goodFile);
    else set.run(row.data, row.step);
  }
  database.close();
  const after = await check();
  tellProof(task, {
    seed: String(SEED),
    flips: FLIPS,
    "that changed an answer": changed,
    served,
    unnamed,
  });
  expect({ served, unnamed, after: after.damaged }).toEqual({ served: 0, unnamed: 0, after: [] });
  expect(changed).toBeGreaterThan(FLIPS / 2);
}, 7_200_000);
