import { expect, test } from "vitest";
import { readSource } from "./read-uri.ts";

test.each([
  ["mlflow-artifacts:/models", "", "/models"],
  ["mlflow-artifacts:/models///", "", "/models/"],
  ["mlflow-artifacts:/models/foo///bar", "", "/models/foo/bar"],
  ["mlflow-artifacts://host:9000/models/artifact/..../", "host:9000", "/models/artifact/..../"],
  ["s3://bucket/path/to/model", "bucket", "/path/to/model"],
  ["runs:/run_id/model", "", "/run_id/model"],
  ["models:/intent@champion", "", "/intent@champion"],
  ["gs://bucket/100%/model", "bucket", "/100%/model"],
  ["hdfs:///user/model", "", "/user/model"],
  ["S3://bucket/Ünïcode name", "bucket", "/Ünïcode name"],
])("%s is a URI", (source, host, rest) => {
  expect(readSource(source)).toMatchObject({ kind: "uri", host, rest });
});

test.each([
  ["/srv/artifacts/model", "/srv/artifacts/model"],
  ["/srv/artifacts/model/..", "/srv/artifacts"],
  ["/srv//artifacts/./model/", "/srv/artifacts/model"],
  ["file:///srv/artifacts/model", "/srv/artifacts/model"],
  ["file:/srv/artifacts", "/srv/artifacts"],
  ["FILE:///srv", "/srv"],
  ["file://localhost/srv", "/srv"],
  ["file:///srv/a%20b", "/srv/a b"],
  ["/srv/../..", undefined],
  ["model", undefined],
  ["./model", undefined],
  ["../../etc", undefined],
  ["dummy-source", undefined],
  ["", undefined],
])("%j is a place on this disk", (source, path) => {
  expect(readSource(source)).toEqual({ kind: "local", path });
});

/** The spellings by which others were led out of a folder. */
test.each([
  "mlflow-artifacts://host:9000/models/../../../",
  "http://host:9000/models/../../../",
  "https://host/api/2.0/mlflow-artifacts/artifacts/../../../",
  "s3a://my_bucket/api/2.0/mlflow-artifacts/artifacts/../../../",
  "ftp://host:8888/api/2.0/mlflow-artifacts/artifacts/../../../",
  "mlflow-artifacts://host:9000/models/..%2f..%2fartifacts",
  "mlflow-artifacts://host:9000/models/artifact%00",
  "dbfs:/1/artifacts/a%3f/../../../../../../../../../../",
  "mlflow-artifacts:/1/%2e%2e/etc",
  "mlflow-artifacts:/1/%252e%252e/etc",
  "mlflow-artifacts:/1/%25252e%25252e/etc",
  "mlflow-artifacts:/1/..;/etc",
  "mlflow-artifacts:/1/..;x=1/etc",
  "mlflow-artifacts:/1/..%3b/etc",
  "mlflow-artifacts:/1/.. /etc",
  "mlflow-artifacts:/1/./etc",
  "mlflow-artifacts:/1/a?x=/../..",
  "mlflow-artifacts:/1/a#/../..",
  "mlflow-artifacts:/1/a%23/../..",
  "mlflow-artifacts:/1/a#b",
  "mlflow-artifacts:/models?a=../..",
  "mlflow-artifacts:/models#../..",
  "mlflow-artifacts:/models;a=/../..",
  "mlflow-artifacts:\\..\\x",
  "mlflow-artifacts:/1\\..\\..\\etc",
  "mlflow-artifacts:/1/%5c..%5c..",
  "mlflow-artifacts:../etc",
  "mlflow-artifacts:..",
  "mlflow-artifacts://../etc",
  "runs:/../../etc",
  "runs:/id/../../other",
  "models:/../x",
  "models:/m-1/..",
  "mlflow-artifacts:/1/a\u0000b",
  "mlflow-artifacts:/1/a\nb",
  "mlflow-artifacts:/1/%ff%fe",
  "mlflow-artifacts:/1/%c0%ae%c0%ae/etc",
  "mlflow-artifacts:/1/\ud800",
  "C:\\model",
  "c:/model",
  "C:model",
  "\\\\server\\share",
  "file://123.456.789.123/path/to/source",
  "file://evil/etc/passwd",
  "file:///srv/%2e%2e%2fetc",
  "file:///srv/a%00",
  "file:///srv/a%5cb",
  "file:///srv/a?b",
  "file:///srv/a#b",
  "file:///srv/%ff",
  "/srv/a\u0000",
  "/srv\\..\\etc",
  "data:text/html,hello",
  "javascript:alert(1)",
  "jar:file:///srv/a.jar!/x",
  `mlflow-artifacts:/%${"25".repeat(12)}2e/x`,
  `s3://bucket/${"x".repeat(3000)}`,
])("%j is refused", (source) => {
  expect(readSource(source)).toMatchObject({ kind: "unreadable" });
});

test("a source is read up to its longest, and as often as it was encoded", () => {
  const long = (length: number) => `s3://b/${"x".repeat(length - 7)}`;
  expect(readSource(long(2048))).toMatchObject({ kind: "uri" });
  expect(readSource(long(2049))).toEqual({
    kind: "unreadable",
    problem: "It is longer than 2048 characters.",
  });
  const encoded = (times: number) => `s3://b/%${"25".repeat(times - 1)}41`;
  expect(readSource(encoded(9))).toEqual({ kind: "uri", scheme: "s3", host: "b", rest: "/A" });
  expect(readSource(encoded(10))).toMatchObject({ kind: "unreadable" });
  expect(readSource("file://h/x")).toEqual({
    kind: "unreadable",
    problem: "file://h/x is not a valid remote uri: a file lies on this machine.",
  });
  for (const source of ["blob:x", "VBSCRIPT:x", "x:/y"])
    expect(readSource(source)).toMatchObject({ kind: "unreadable" });
});

test("what is read once is read the same again: what was checked is what is used", () => {
  for (const source of ["mlflow-artifacts:/a%20b/c", "s3://b/a%2520b", "runs:/id/a%25b"]) {
    const once = readSource(source);
    if (once.kind !== "uri") throw new Error("not a URI");
    const again = readSource(
      `${once.scheme}:${once.host === "" ? "" : `//${once.host}`}${once.rest}`,
    );
    expect(again).toEqual(once);
  }
});
