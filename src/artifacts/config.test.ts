import { expect, test } from "vitest";
import { artifactsSettings } from "./config.ts";

const { schema } = artifactsSettings;
const NONE = { folder: "artifacts", root: undefined, fileRoots: [], schemes: [] };

test.each([
  [{}, NONE],
  [{ folder: "x" }, { ...NONE, folder: "x" }],
  [{ fileRoots: ["/a", "/"] }, { ...NONE, fileRoots: ["/a", "/"] }],
  [{ schemes: ["hdfs", "S3A"] }, { ...NONE, schemes: ["hdfs", "S3A"] }],
  [{ root: "mlflow-artifacts:/team" }, { ...NONE, root: "mlflow-artifacts:/team" }],
  [
    { root: "https://h/team/api/2.0/mlflow-artifacts/artifacts/a" },
    { ...NONE, root: "https://h/team/api/2.0/mlflow-artifacts/artifacts/a" },
  ],
  // Whoever names a folder as the root allows it.
  [
    { root: "file:///data/a/", fileRoots: ["/b"] },
    { ...NONE, root: "file:///data/a/", fileRoots: ["/b", "/data/a"] },
  ],
])("the settings %j are %j", (given, settings) => {
  expect(schema.parse(given)).toEqual(settings);
});

const ROOT =
  "expected mlflow-artifacts:/, file:///FOLDER or http://HOST/api/2.0/mlflow-artifacts/artifacts";

test.each([
  [{ folder: "" }, ["folder"], "expected a folder"],
  [{ fileRoots: ["a"] }, ["fileRoots", 0], "expected an absolute path"],
  [{ schemes: ["hdfs:"] }, ["schemes", 0], "expected a scheme, such as hdfs, without `:`"],
  [{ root: "s3://bucket" }, ["root"], ROOT],
  [{ root: "/data/a" }, ["root"], ROOT],
  [{ root: "file://host/a" }, ["root"], ROOT],
  [{ root: "file:///a?b" }, ["root"], ROOT],
  [{ root: "" }, ["root"], ROOT],
  [{ roots: [] }, [], 'Unrecognized key: "roots"'],
])("the settings %j are refused at %j: %s", (given, path, message) => {
  const problems = schema.safeParse(given).error?.issues.map((one) => [one.path, one.message]);
  expect(problems).toEqual([[path, message]]);
});
