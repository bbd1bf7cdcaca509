import { expect, test } from "vitest";
import { createSettings } from "#ground/server";
import { belowLocation, checkLocation, newLocation } from "./location.ts";

const settings = createSettings({ artifacts: { fileRoots: ["/data/runs"] } });
const rooted = (root: string) => createSettings({ artifacts: { root } });

test.each([
  ["mlflow-artifacts:/team/a//", "mlflow-artifacts:/team/a"],
  ["s3://bucket/a/?region=x", "s3://bucket/a/?region=x"],
  ["file:///data/runs/a/", "file:///data/runs/a"],
  ["/data/runs/a/./b", "/data/runs/a/b"],
  ["/data/runs", "/data/runs"],
  ["FILE:///data/runs/a//", "FILE:///data/runs/a"],
  ["s3://bucket/", "s3://bucket"],
  ["s3://bucket/a..b/..c", "s3://bucket/a..b/..c"],
  ["s3://bucket/100%", "s3://bucket/100%"],
  ["wasbs://c@a/p;x/q", "wasbs://c@a/p;x/q"],
  [`s3://${"x".repeat(2043)}`, `s3://${"x".repeat(2043)}`],
])("the location %s is kept as %s", (given, kept) => {
  expect(checkLocation(settings, given)).toBe(kept);
});

test.each([
  ["runs:/abc/model", "runs:/"],
  ["RUNS:/abc/model", "runs:/"],
  ["../x", "`..`"],
  ["s3://bucket?p=../x", "`..`"],
  ["file:///data/runs/a?b", "fragments or params"],
  ["/data/runs/a#b", "fragments or params"],
  ["/data", "fileRoots"],
  ["s3://bucket/%252e%252e/x", "`..`"],
  ["s3://bucket/a#b", "fragments or params"],
  ["s3://bucket/a;b", "fragments or params"],
  ["/data/runs-evil", "fileRoots"],
  ["file://host/data/runs", "absolute path of this machine"],
  ["/data/runs/a\n", "control characters"],
  [`s3://${"x".repeat(2044)}`, "at most 2048 characters"],
])("the location %j is refused", (given, problem) => {
  expect(() => checkLocation(settings, given)).toThrow(problem);
});

test("what climbs is found however often it was encoded, and what never ends climbs", () => {
  const encoded = (times: number, text: string) => {
    let now = text;
    for (let i = 0; i < times; i += 1) now = now.replaceAll("%", "%25");
    return `s3://bucket/${now}`;
  };
  for (const times of [0, 1, 7])
    expect(() => checkLocation(settings, encoded(times, "%2e%2e/x"))).toThrow("`..`");
  expect(checkLocation(settings, encoded(8, "%41"))).toBe(encoded(8, "%41"));
  expect(() => checkLocation(settings, encoded(9, "%41"))).toThrow("`..`");
  for (const text of ["..", "a/..", "..\\a", "?a=..&b", "a:.."])
    expect(() => checkLocation(settings, `s3://bucket/${text}`)).toThrow("`..`");
});

test("a new folder lies below the artifact root of the settings, where that is not this server's own", () => {
  expect(newLocation(settings, "7")).toBeNull();
  expect(newLocation(rooted("mlflow-artifacts:/"), "7")).toBeNull();
  expect(newLocation(rooted("file:///data/a/"), "7")).toBe("file:///data/a/7");
});

test("a path goes below a location before its query", () => {
  expect(belowLocation("s3://bucket/a?region=x", "r/artifacts")).toBe(
    "s3://bucket/a/r/artifacts?region=x",
  );
  expect(belowLocation("mlflow-artifacts:/", "r")).toBe("mlflow-artifacts:/r");
  expect(belowLocation("s3://", "r")).toBe("s3://r");
});
