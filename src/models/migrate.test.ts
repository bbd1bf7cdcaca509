import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Database, migrate, openSqlite } from "#ground/database";
import { MIGRATIONS } from "./migrations/index.ts";
import { selectHistory } from "./store/history.ts";
import { selectModel } from "./store/select-models.ts";
import { selectVersion } from "./store/select-versions.ts";

let folder: string;
let database: Database;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fettle-test-"));
  database = openSqlite(join(folder, "fettle.db"));
});
afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true });
});

const bringTo = (number: number) =>
  migrate(database, join(folder, "fettle.db"), [
    { name: "models", migrations: MIGRATIONS.slice(0, number) },
  ]);

test("a store of the first version keeps its models, versions and moves", async () => {
  await bringTo(1);
  await database.write(async (tx) => {
    await tx.run("INSERT INTO models_models VALUES ('intent', 'shop', 1, 5)");
    await tx.run(
      "INSERT INTO models_versions VALUES ('intent', 1, 'shop', 'r1', 'mlflow-artifacts:/1/r1/artifacts/model', 'first', 'ada', 'q', 6)",
    );
    for (const [number, alias, at] of [
      [1, "beta", 7],
      [2, "champion", 8],
    ])
      await tx.run(
        "INSERT INTO models_moves VALUES ('intent', ?, ?, NULL, 1, 'shop', 'ada', 'why', NULL, ?)",
        number as number,
        alias as string,
        at as number,
      );
  });
  await bringTo(MIGRATIONS.length);
  expect(await selectModel(database, "intent")).toMatchObject({
    project: "shop",
    created_at: 5,
    updated_at: 5,
    deleted_at: null,
  });
  expect(await selectVersion(database, "intent", 1)).toMatchObject({
    location: "mlflow-artifacts:/1/r1/artifacts/model",
    stage: "None",
    updated_at: 6,
    description: "first",
  });
  const history = await selectHistory(database, "intent");
  expect(history.map(({ kind, alias, to, reason, at }) => [kind, alias, to, reason, at])).toEqual([
    ["alias", "champion", 1, "why", 8],
    ["alias", "beta", 1, "why", 7],
  ]);
});
