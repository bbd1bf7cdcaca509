import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { writeFolder } from "#test/folder-text";
import { openForeignMlflow } from "#test/foreign-mlflow";
import { authorizationFor, onlyExperiment, openSource } from "./index.ts";

let root: string;
const at = (path: string) => join(root, path);
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "fettle-source-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true });
});

function database(path: string): void {
  const db = new DatabaseSync(path);
  db.exec(
    "CREATE TABLE experiments (experiment_id, name); CREATE TABLE runs (run_uuid, experiment_id, artifact_uri)",
  );
  db.exec("INSERT INTO runs VALUES ('r1', 1, 'mlflow-artifacts:/1/r1')");
  db.close();
}
/** What is read there, in the words of a report. */
async function titled(named: string): Promise<string> {
  const source = openSource(named, { artifacts: undefined });
  await source.close();
  return source.title;
}
async function read(source: ReturnType<typeof openSource>) {
  const records: object[] = [];
  for await (const record of source.records()) records.push(record);
  await source.close();
  return { records, left: Object.fromEntries(source.left) };
}
async function listed(source: ReturnType<typeof openSource>, of: string, id: string) {
  const found: string[] = [];
  for await (const { path, size } of source.files({ of, id })) found.push(`${path} ${size}`);
  return found.sort();
}

test("what a person names is found by what it is, or by what lies in it", async () => {
  const store = { "7/meta.yaml": "name: e\n" };
  writeFolder(at("mlruns"), store);
  writeFolder(at("trashed/.trash"), store);
  writeFolder(at("backup"), { "records.jsonl": "" });
  writeFolder(at("backup/mlruns"), store);
  writeFolder(at("served"), { x: "" });
  writeFolder(root, {
    "some.jsonl": '{"type":"run"}',
    short: "SQLite",
    "almost.db": "SQLite format 4\0",
  });
  database(at("served/mlflow.db"));
  expect(await titled(at("mlruns"))).toBe(`the MLflow folder ${at("mlruns")}`);
  expect(await titled(root)).toBe(`the MLflow folder ${at("mlruns")}`);
  expect(await titled(`file://${at("mlruns")}`)).toBe(`the MLflow folder ${at("mlruns")}`);
  expect(await titled(at("trashed"))).toBe(`the MLflow folder ${at("trashed")}`);
  expect(await titled(at("backup"))).toBe(`the export ${at("backup/records.jsonl")}`);
  for (const file of ["some.jsonl", "short", "almost.db"])
    expect(await titled(at(file))).toBe(`the export ${at(file)}`);
  for (const named of [at("served"), at("served/mlflow.db"), `sqlite:///${at("served/mlflow.db")}`])
    expect(await titled(named)).toBe(`the MLflow database ${at("served/mlflow.db")}`);
  expect(await titled("http://127.0.0.1:5000/x")).toBe("the MLflow server http://127.0.0.1:5000/x");
  expect(await titled("https://mlflow.example.org")).toBe(
    "the MLflow server https://mlflow.example.org",
  );
});

test("what is none of these is named, with what was looked for", () => {
  writeFolder(root, { "empty/x": "" });
  for (const [named, problem] of [
    [at("gone"), "there is no such file or folder"],
    [at("empty"), "it holds no mlruns, no mlflow.db and no export"],
    ["ftp://host/mlruns", "there is no such file or folder"],
  ] as const)
    expect(() => openSource(named, { artifacts: undefined })).toThrow(
      expect.objectContaining({
        ...{ code: "TRANSFER_SOURCE", status: 400, exit: 2 },
        message: `nothing can be imported from ${named}: ${problem}`,
      }),
    );
});

test("a database finds its artifacts where a person says, or in a folder beside it", async () => {
  database(at("mlflow.db"));
  const own = async (named: string, artifacts: string | undefined) => {
    const source = openSource(named, { artifacts });
    await read(source);
    return [await listed(source, "run", "r1"), Object.fromEntries(source.left)];
  };
  const elsewhere = { "runs whose files are not there": 1 };
  expect(await own(at("mlflow.db"), undefined)).toEqual([[], elsewhere]);
  writeFolder(root, { "mlruns/1/r1/old": "", "kept/1/r1/kept": "" });
  expect(await own(at("mlflow.db"), undefined)).toEqual([["old 0"], {}]);
  writeFolder(root, { "mlartifacts/1/r1/new": "" });
  expect(await own(at("mlflow.db"), undefined)).toEqual([["new 0"], {}]);
  for (const named of [root, at("mlflow.db")])
    expect(await own(named, at("kept"))).toEqual([["kept 0"], {}]);
});

test("an export is read line by line, and what is none, or stayed behind there, is counted", async () => {
  writeFolder(root, {
    "records.jsonl": [
      ...[
        '{"type":"run","id":"r1"}',
        "",
        "   ",
        "null",
        "7",
        '{"type":1}',
        '{"id":"x"}',
        "[]",
        "{",
      ],
      ...['{"type":"left","what":"runs in the trash","count":3}', '{"type":"left","what":"boxes"}'],
      ...['{"type":"left","what":"runs in the trash","count":"2"}', '{"type":"box","id":"b1"}'],
    ].join("\r\n"),
    "artifacts/runs/r1/deep/a.txt": "abc",
    "artifacts/logged-models/m-1/b": "",
  });
  const source = openSource(root, { artifacts: undefined });
  expect(source.runs).toBeUndefined();
  expect(await read(source)).toEqual({
    records: [
      { type: "run", id: "r1" },
      { type: "box", id: "b1" },
    ],
    left: { "lines that are no records": 6, "runs in the trash (left out by the export)": 5 },
  });
  expect(await listed(source, "run", "r1")).toEqual(["deep/a.txt 3"]);
  expect(await listed(source, "logged-model", "m-1")).toEqual(["b 0"]);
  expect(await listed(source, "run", "m-1")).toEqual([]);
});

test("a file whose first line is no record is no export", async () => {
  for (const first of ["null", "{}", "no record", '"run"']) {
    writeFolder(root, { "some.jsonl": `${first}\n{"type":"run"}\n` });
    await expect(read(openSource(at("some.jsonl"), { artifacts: undefined }))).rejects.toThrow(
      `nothing can be imported from ${at("some.jsonl")}, line 1: it is no record`,
    );
  }
  writeFolder(root, { "some.jsonl": '\n\n{"type":"run"}\n{' });
  expect(await read(openSource(at("some.jsonl"), { artifacts: undefined }))).toMatchObject({
    ...{ records: [{ type: "run" }], left: { "lines that are no records": 1 } },
  });
});

test("one experiment alone is what names it, with the points of its runs", async () => {
  const records = [
    ...[
      { type: "experiment", name: "a" },
      { type: "experiment", name: "b" },
    ],
    ...[
      { type: "run", id: "r1", experiment: "a" },
      { type: "points", run: "r1" },
    ],
    ...[
      { type: "run", id: "r2", experiment: "b" },
      { type: "points", run: "r2" },
    ],
    ...[
      { type: "logged-model", id: "m-1", experiment: "a" },
      { type: "registered-model", name: "a" },
    ],
    ...[
      { type: "version", model: "a" },
      { type: "points", run: "m-1" },
      { type: "edge", name: "a" },
    ],
  ];
  writeFolder(root, {
    "records.jsonl": records.map((record) => JSON.stringify(record)).join("\n"),
    "artifacts/runs/r1/a": "",
  });
  const part = onlyExperiment(openSource(root, { artifacts: undefined }), "a");
  expect((await read(part)).records).toEqual([0, 2, 3, 6, 9].map((i) => records[i]));
  expect(part.title).toBe(`the export ${at("records.jsonl")}`);
  expect(await listed(part, "run", "r1")).toEqual(["a 0"]);
});

test("a secret of the environment goes to the server that it is meant for, and to no other", async () => {
  const [mlflow, other] = [await openForeignMlflow(), await openForeignMlflow()];
  try {
    vi.stubEnv("MLFLOW_TRACKING_URI", `${mlflow.url}/somewhere`);
    vi.stubEnv("MLFLOW_TRACKING_TOKEN", "s");
    for (const { url } of [mlflow, other]) await read(openSource(url, { artifacts: undefined }));
    expect([[...mlflow.secrets], [...other.secrets]]).toEqual([["Bearer s"], [undefined]]);
  } finally {
    await mlflow.close();
    await other.close();
  }
});

test("a secret is a user with a password, else a token, and none without an address", () => {
  const url = "https://a.example:5000/x";
  const meant = { MLFLOW_TRACKING_URI: "https://a.example:5000" };
  const token = { MLFLOW_TRACKING_TOKEN: "s" };
  const [user, password] = [{ MLFLOW_TRACKING_USERNAME: "u" }, { MLFLOW_TRACKING_PASSWORD: "p" }];
  expect(authorizationFor(url, { ...meant, ...token, ...user, ...password })).toBe("Basic dTpw");
  expect(authorizationFor(url, { ...meant, ...token, ...user })).toBe("Bearer s");
  expect(authorizationFor(url, { ...meant, ...token, ...password })).toBe("Bearer s");
  for (const none of [
    ...[meant, { ...meant, ...user }, token, { ...user, ...password }],
    ...[{ ...token, MLFLOW_TRACKING_URI: "a folder" }],
    ...[{ ...token, MLFLOW_TRACKING_URI: "https://a.example" }],
    ...[{ ...token, MLFLOW_TRACKING_URI: "http://a.example:5000" }],
  ])
    expect([none, authorizationFor(url, none)]).toEqual([none, undefined]);
});
