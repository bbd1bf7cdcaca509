import { chmodSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createClient } from "#ground/http";
import { type Desk, openDesk } from "#test/type-fettle";
import { startServer } from "./connect.ts";

let desk: Desk;
beforeEach(() => {
  desk = openDesk();
});
afterEach(() => desk.close());

const flipped = (bytes: Uint8Array, at: number): Uint8Array => {
  const other = Uint8Array.from(bytes);
  other[at] = (other[at] as number) ^ 1;
  return other;
};

test("a healthy store raises no alarm; a flipped bit of an artifact and of a metric is named, and exits with 1", async () => {
  const client = createClient(await startServer(desk.store));
  const post = <T>(path: string, body: object) => client.post<T>(`/api/2.0/mlflow/${path}`, body);
  const { run } = await post<{ run: { info: { run_id: string; artifact_uri: string } } }>(
    "runs/create",
    { experiment_id: "0", start_time: 1 },
  );
  const { run_id } = run.info;
  const root = run.info.artifact_uri.replace("mlflow-artifacts:/", "");
  await post("runs/log-metric", { run_id, key: "loss", value: 0.5, timestamp: 1, step: 1 });
  writeFileSync(join(desk.folder, "sent"), "weights");
  const path = `${root}/model.bin`;
  await client.upload(`/api/2.0/mlflow-artifacts/artifacts/${path}`, join(desk.folder, "sent"));
  const check = async () => {
    const { code, stdout } = await desk.type("server", "check", "--json");
    return { code, ...(JSON.parse(stdout) as { damaged: string[]; files: number }) };
  };
  expect(await check()).toMatchObject({ code: 0, damaged: [], files: 1 });
  await desk.type("server", "stop");
  const file = join(desk.store, "artifacts", path);
  chmodSync(file, 0o644);
  writeFileSync(file, flipped(readFileSync(file), 2));
  const database = new DatabaseSync(join(desk.store, "fettle.db"));
  const { data } = database.prepare("SELECT data FROM runs_block").get() as { data: Uint8Array };
  database.prepare("UPDATE runs_block SET data = ?").run(flipped(data, 10));
  database.close();
  const { code, damaged } = await check();
  expect(code).toBe(1);
  expect(damaged).toHaveLength(2);
  expect(damaged[0]).toContain(`run ${run_id}, metric loss:`);
  expect(damaged[1]).toContain(`artifact ${path}:`);
  expect(readdirSync(desk.store)).toContain("fettle.db");
  const answer = await createClient(await startServer(desk.store))
    .download(`/api/2.0/mlflow-artifacts/artifacts/${path}`)
    .catch((error: unknown) => error);
  expect(answer).toMatchObject({ message: expect.stringContaining("is not as it was stored") });
});

/** Flips the lowest bit of a byte of a file in the store. */
const flipIn = (name: string, at: (bytes: Buffer) => number) => {
  const path = join(desk.store, name);
  const bytes = readFileSync(path);
  const place = at(bytes);
  bytes[place] = (bytes[place] as number) ^ 1;
  writeFileSync(path, bytes);
};
const check = async () => {
  const { code, stdout } = await desk.type("server", "check", "--json");
  return { code, damaged: (JSON.parse(stdout) as { damaged: string[] }).damaged };
};

test("a flipped bit of any other row is named by its page and table", async () => {
  const client = createClient(await startServer(desk.store));
  await client.post("/api/2.0/mlflow/experiments/create", { name: "churn-forecast" });
  expect(await check()).toEqual({ code: 0, damaged: [] });
  flipIn("fettle.db", (bytes) => bytes.indexOf("churn-forecast") + 3);
  const { code, damaged } = await check();
  expect(code).toBe(1);
  expect(damaged[0]).toMatch(
    /^fettle\.db: page \d+ \((table|index) .*runs_experiment.*\) is not as/,
  );
});

test("a database that no server can start with is looked at without one", async () => {
  await startServer(desk.store);
  await desk.type("server", "stop");
  flipIn("fettle.db", () => 2);
  const { code, damaged } = await check();
  expect(code).toBe(1);
  expect(damaged[0]).toBe("fettle.db: page 1 is not as it was written");
  expect(damaged.at(-1)).toContain("no server can serve it");
});

test("what a kill left in a log that can't be read to its end is named", async () => {
  const client = createClient(await startServer(desk.store));
  const { pid } = await client.get<{ pid: number }>("/api/fettle/1/server");
  await client.post("/api/2.0/mlflow/experiments/create", { name: "first" });
  await client.post("/api/2.0/mlflow/experiments/create", { name: "churn-forecast" });
  process.kill(pid, "SIGKILL");
  await expect.poll(() => client.get("/health").then(Boolean, () => false)).toBe(false);
  flipIn("fettle.db-wal", (bytes) => bytes.lastIndexOf("churn-forecast"));
  const { code, damaged } = await check();
  expect(code).toBe(1);
  expect(damaged).toEqual([expect.stringContaining("fettle.db-wal: what was recorded last")]);
});
