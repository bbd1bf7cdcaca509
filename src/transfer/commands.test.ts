import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type CarryingSlice, carryingSlice } from "#test/carrying-slice";
import { readFolder, writeFolder } from "#test/folder-text";
import { openForeignMlflow } from "#test/foreign-mlflow";
import { openTestServer, type TestServer } from "#test/open-store";
import { typeCommands } from "#test/type-command";
import { commands } from "./commands.ts";

let carrying: CarryingSlice;
let server: TestServer;
beforeEach(async () => {
  carrying = carryingSlice();
  server = await openTestServer({ slices: ["transfer", carrying.slice] });
});
afterEach(() => server.close());

const type = typeCommands(commands, () => server);
const at = (path: string) => join(server.folder, path);
const run = (id: string, experiment = "e") => ({
  ...{ type: "run", id, name: id, experiment, project: "shop", user: "", status: "FINISHED" },
  ...{ startedAt: 0, endedAt: 0, params: {} },
});
const lines = (...records: object[]) =>
  records.map((record) => `${JSON.stringify(record)}\n`).join("");

test("imports from a folder named from here, and tells what became of it", async () => {
  const records = lines({ type: "experiment", name: "e" }, run("r1"), run("r2", "other"));
  writeFolder(at("backup"), { "records.jsonl": records, "artifacts/runs/r1/a": "abc" });
  const { data, text, exit } = await type("import", "backup");
  expect(data).toEqual({
    source: `the export ${at("backup/records.jsonl")}`,
    counts: {
      experiment: { new: 0, more: 0, same: 0, refused: 1 },
      run: { new: 2, more: 0, same: 0, refused: 0 },
    },
    ...{ points: 0, artifacts: { stored: 1, there: 0, bytes: 3 }, left: {} },
    notes: ["nothing here keeps records of the kind experiment"],
  });
  expect(exit).toBe(1);
  expect(text).toBe(
    [
      `Imported from the export ${at("backup/records.jsonl")}:`,
      ...["  2 runs new", "  0 records of the kind experiment new, 1 refused"],
      ...["  0 points of metrics read", "  1 files stored (3 B)", "To know:"],
      "  nothing here keeps records of the kind experiment",
    ].join("\n"),
  );
  expect(carrying.handed.map(({ project }) => project)).toEqual(["shop"]);
});

test("an import may be of one experiment, without files, and for another project", async () => {
  writeFolder(at("backup"), {
    "records.jsonl": lines(run("r1"), run("r2", "other")),
    "artifacts/runs/r1/a": "abc",
  });
  const flags = ["--experiment", "e", "--records-only", "--project", "prices"];
  const { data } = await type("import", at("backup"), ...flags);
  expect(data).toMatchObject({ counts: { run: { new: 1 } }, artifacts: { stored: 0 } });
  expect(carrying.handed).toMatchObject([{ project: "prices", records: [{ id: "r1" }] }]);
});

test("an import reads a server by its address, and a database with the folder that is named", async () => {
  const mlflow = await openForeignMlflow();
  try {
    mlflow.answers["runs/search"] = { runs: [{ info: { run_id: "r9" } }] };
    const { data } = await type("import", mlflow.url);
    expect(data).toMatchObject({
      source: `the MLflow server ${mlflow.url}`,
      counts: { run: { new: 1 } },
    });
  } finally {
    await mlflow.close();
  }
  const { DatabaseSync } = await import("node:sqlite");
  const db = new DatabaseSync(at("mlflow.db"));
  db.exec("CREATE TABLE experiments (experiment_id, name)");
  db.exec("CREATE TABLE runs (run_uuid, experiment_id, artifact_uri)");
  db.exec("INSERT INTO runs VALUES ('r1', 1, 'mlflow-artifacts:/1/r1')");
  db.close();
  writeFolder(server.folder, { "kept/1/r1/a": "a" });
  await type("import", "mlflow.db", "--artifacts", "kept");
  expect(carrying.done).toEqual(["stored run r1/a"]);
});

test("a source that is none is refused before anything is asked", async () => {
  await expect(type("import", "nothing")).rejects.toMatchObject({
    ...{ code: "TRANSFER_SOURCE", message: expect.stringContaining(`from ${at("nothing")}: `) },
  });
});

test("exports the project's records with files into a folder named from here", async () => {
  carrying.given = [run("r1")];
  carrying.files.set("run r1/a", "abc");
  const { data, text, said } = await type("export", "--out", "backup");
  expect(data).toMatchObject({ out: at("backup"), runs: 1, files: 1, left: {} });
  expect(text).toBe(`1 runs and 1 files written to ${at("backup")}`);
  expect(said).toBe("");
  expect(readFolder(at("backup"))).toEqual({
    ...{ "records.jsonl": lines(run("r1")), "artifacts/runs/r1/a": "abc" },
  });
  await type("export", "--out", "bare", "--records-only");
  expect(readFolder(at("bare"))).toEqual({ "records.jsonl": lines(run("r1")) });
});

test("the part that is asked for reaches those who give: this project's, or all", async () => {
  const out = (name: string) => ["--format", "jsonl", "--out", name];
  await type("export", ...out("a"), "--filter", "params.lr = '1'", "--experiment", "e");
  await type("export", ...out("b"), "--all");
  await expect(type("export", ...out("c"), "--experiment", "typo")).rejects.toThrow(
    'there is no experiment "typo" in the project shop',
  );
  carrying.selections.pop();
  expect(carrying.selections).toMatchObject([
    { project: "shop", experiment: "e", filter: "params.lr = '1'" },
    { project: undefined, experiment: undefined, filter: undefined },
  ]);
});

test("lines and tables are said where no file is named, and nothing else is", async () => {
  carrying.given = [run("r1")];
  expect(await type("export", "--format", "jsonl")).toMatchObject({
    ...{ data: { out: null, runs: 1 }, said: lines(run("r1")) },
  });
  const { said, ...told } = await type("export", "--format", "csv");
  expect(said.split("\n")[1]).toBe(
    "r1,r1,e,shop,,FINISHED,1970-01-01T00:00:00.000Z,1970-01-01T00:00:00.000Z,",
  );
  expect(told).not.toHaveProperty("text");
  const { text } = await type("export", "--format", "csv", "--out", "t.csv");
  expect(text).toBe(`1 runs and 0 files written to ${at("t.csv")}`);
  expect(readFileSync(at("t.csv"), "utf8")).toBe(said);
});

test("a folder has to be named where one is written", async () => {
  for (const format of ["export", "mlruns"])
    await expect(type("export", "--format", format)).rejects.toMatchObject({
      ...{ code: "USAGE", exit: 2 },
      message: expect.stringContaining(`--format ${format} writes a folder; name one with --out`),
    });
  await expect(type("export")).rejects.toThrow("--format export writes a folder");
  await expect(type("export", "--format", "xlsx")).rejects.toMatchObject({ code: "USAGE" });
  expect(existsSync(at("export"))).toBe(false);
});
