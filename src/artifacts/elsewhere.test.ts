import { expect, test } from "vitest";
import { createSettings } from "#ground/server";
import { leadsElsewhere, withoutPassword } from "./elsewhere.ts";

const plain = createSettings({});
const rooted = (root: string) => createSettings({ artifacts: { root } });
const PROXY = "/api/2.0/mlflow-artifacts/artifacts";

test.each([
  "mlflow-artifacts:/1/r/artifacts",
  "mlflow-artifacts:///1/r",
  "MLFLOW-ARTIFACTS:/1",
  "runs:/id/model",
  "models:/m-1",
  "s3://bucket/a?region=x",
  "gs://bucket/a",
  "wasbs://container@account.blob.core.windows.net/a",
  "dbfs:/a/b",
  "/srv/a",
  "file:///srv/a",
  "relative",
  "C:\\a",
  "",
])("%j is no address of a stranger", (uri) => {
  expect(leadsElsewhere(plain, uri)).toBeUndefined();
});

/** The schemes by which MLflow 3.17.2 lets a record name a host, each alone and in the spellings that hid it before. */
const NAMED = ["http", "https", "ftp", "sftp", "hdfs", "viewfs", "r2", "b2", "abfss"];
test.each([
  ...NAMED.map((scheme) => `${scheme}://evil.example/a`),
  ...NAMED.map((scheme) => `${scheme.toUpperCase()}://evil.example:8080/a`),
  ...NAMED.map((scheme) => `${scheme}:///a`),
  ...NAMED.map((scheme) => `${scheme}:/a`),
  ...NAMED.map((scheme) => ` ${scheme}://evil.example/a`),
  ...NAMED.map((scheme) => `\t${scheme}://evil.example/a`),
  "mlflow-artifacts://evil.example/1/r",
  "mlflow-artifacts://evil.example:5000/1/r",
  "mlflow-artifacts://1",
  "Mlflow-Artifacts://evil.example",
  `http://evil.example${PROXY}/1/r`,
  "models://profile@evil.example/m/1",
  "runs://evil.example/id/model",
  "abfss://files@account.evil.example/a",
  "s3a://bucket/a",
  "oss://bucket/a",
  "jdbc:x",
])("%j is refused, and the sentence says how to allow it", (uri) => {
  const scheme = uri.trim().split(":")[0]?.toLowerCase() as string;
  expect(leadsElsewhere(plain, uri)).toMatch(
    new RegExp(`^cannot use the '${scheme}' scheme: .*artifacts: schemes: \\[${scheme}\\]`),
  );
  expect(leadsElsewhere(createSettings({ artifacts: { schemes: [scheme] } }), uri)).toBeUndefined();
});

test.each([
  "http://user:pw@host/a",
  "s3://user:pw@bucket/a",
  "https://:pw@host",
  "hdfs://user:@host/a",
  "mlflow-artifacts://user:pw@host/1",
])("%j is refused for its password, whatever is allowed", (uri) => {
  const settings = createSettings({
    artifacts: { schemes: ["http", "https", "hdfs", "mlflow-artifacts"] },
  });
  expect(leadsElsewhere(settings, uri)).toMatch("has a name and a password in it");
  expect(withoutPassword(uri)).toMatch("//***@");
  expect(withoutPassword(uri)).not.toMatch(/pw|user/);
});

test("the host of the store's own root is none of a stranger, by its port and its proxy alone", () => {
  const settings = rooted(`http://Store.example:5000${PROXY}`);
  for (const uri of [
    `http://store.example:5000${PROXY}/1/r`,
    `HTTP://STORE.example:5000/team${PROXY}`,
    "mlflow-artifacts://store.example:5000/1/r",
  ])
    expect([uri, leadsElsewhere(settings, uri)]).toEqual([uri, undefined]);
  for (const uri of [
    `http://store.example${PROXY}/1/r`,
    `http://store.example:5001${PROXY}/1/r`,
    "http://store.example:5000/other",
    `http://store.example:5000@evil.example${PROXY}`,
    `http://store.example:5000\\@evil.example${PROXY}`,
    `http://store.example:5000.evil.example${PROXY}`,
    `http://evil.example#store.example:5000${PROXY}`,
    "mlflow-artifacts://store.example/1/r",
    "hdfs://store.example:5000/1",
  ])
    expect([uri, typeof leadsElsewhere(settings, uri)]).toEqual([uri, "string"]);
});

test("a root that names no port stands for the port of its scheme", () => {
  const settings = rooted(`https://store.example${PROXY}`);
  expect(leadsElsewhere(settings, `https://store.example:443${PROXY}/1`)).toBeUndefined();
  expect(leadsElsewhere(settings, "mlflow-artifacts://store.example/1")).toBeUndefined();
  expect(leadsElsewhere(settings, `http://store.example${PROXY}/1`)).toMatch("'http' scheme");
  const either = rooted("mlflow-artifacts://store.example/a");
  for (const scheme of ["http", "https"])
    expect(leadsElsewhere(either, `${scheme}://store.example${PROXY}/1`)).toBeUndefined();
});
