import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openMlflowDatabase } from "./mlflow-database.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fettle-rest-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function read(sql: string) {
  const file = join(folder, "mlflow.db");
  const db = new DatabaseSync(file);
  db.exec(`CREATE TABLE experiments (experiment_id INTEGER, name TEXT, workspace TEXT);
    CREATE TABLE runs (run_uuid TEXT); ${sql}`);
  db.close();
  const source = openMlflowDatabase(file, undefined);
  const records: unknown[] = [];
  for await (const record of source.records()) records.push(record);
  await source.close();
  return { records, left: Object.fromEntries(source.left), notes: source.left.notes.told };
}

test("what is in a table that nothing here has a place for is told, of any schema to come", async () => {
  const { left } = await read(`
    CREATE TABLE alembic_version (a); INSERT INTO alembic_version VALUES (1);
    CREATE TABLE latest_metrics (a); INSERT INTO latest_metrics VALUES (1);
    CREATE TABLE trace_info (a); INSERT INTO trace_info VALUES (1), (2);
    CREATE TABLE spans (a); INSERT INTO spans VALUES (1), (2), (3);
    CREATE TABLE scorers (a); INSERT INTO scorers VALUES (1);
    CREATE TABLE endpoints (a);
    CREATE TABLE of_tomorrow (a); INSERT INTO of_tomorrow VALUES (1), (2);`);
  expect(left).toEqual({
    traces: 2,
    "rows of MLflow's table scorers": 1,
    "rows of MLflow's table of_tomorrow": 2,
  });
});

test("webhooks come without their secrets, but for those that were deleted", async () => {
  const { records, left } = await read(`
    CREATE TABLE webhooks (webhook_id TEXT, name TEXT, url TEXT, description TEXT, status TEXT, secret TEXT,
      creation_timestamp INTEGER, last_updated_timestamp INTEGER, deleted_timestamp INTEGER);
    CREATE TABLE webhook_events (webhook_id TEXT, entity TEXT, action TEXT);
    INSERT INTO webhooks VALUES ('w1', 'ci', 'https://x.org/h', NULL, 'ACTIVE', 'sealed', 5, 6, NULL),
      ('w2', 'old', 'https://x.org/h', 'd', 'DISABLED', NULL, 1, 2, 3);
    INSERT INTO webhook_events VALUES ('w1', 'MODEL_VERSION', 'CREATED'), ('w2', 'prompt', 'created');`);
  expect(records).toEqual([
    {
      ...{ type: "webhook", id: "w1", name: "ci", url: "https://x.org/h", description: "" },
      ...{ status: "ACTIVE", signed: true, createdAt: 5, updatedAt: 6 },
      events: [{ entity: "model_version", action: "created" }],
    },
  ]);
  expect([left, JSON.stringify(records).includes("sealed")]).toEqual([{}, false]);
});

test("what lay in a workspace of its own is told by its name", async () => {
  const { records, notes } = await read(
    "INSERT INTO experiments VALUES (1, 'a', 'default'), (2, 'b', NULL), (3, 'c', 'team');",
  );
  expect(records).toHaveLength(3);
  expect(notes).toEqual(["c is of MLflow's workspace team; here it lies among all others"]);
});
