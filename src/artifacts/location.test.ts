import { expect, test } from "vitest";
import { DEFAULT_SETTINGS, type StoreSettings } from "#ground/server";
import { belowLocation, checkLocation, newLocation } from "./location.ts";

const settings: StoreSettings = { ...DEFAULT_SETTINGS, fileRoots: ["/data/runs"] };

test.each([
  ["mlflow-artifacts:/team/a//", "mlflow-artifacts:/team/a"],
  ["s3://bucket/a/?region=x", "s3://bucket/a/?region=x"],
  ["file:///data/runs/a/", "file:///data/runs/a"],
  ["/data/runs/a/./b", "/data/runs/a/b"],
])("the location %s is kept as %s", (given, kept) => {
  expect(checkLocation(settings, given)).toBe(kept);
});

test.each([
  ["runs:/abc/model", "runs:/"],
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

test("a new folder lies below the artifact root of the settings, where that is not this server's own", () => {
  expect(newLocation(settings, "7")).toBeNull();
  expect(newLocation({ ...settings, artifactRoot: "mlflow-artifacts:/" }, "7")).toBeNull();
  expect(newLocation({ ...settings, artifactRoot: "s3://bucket/a/" }, "7")).toBe("s3://bucket/a/7");
});

test("a path goes below a location before its query", () => {
  expect(belowLocation("s3://bucket/a?region=x", "r/artifacts")).toBe(
    "s3://bucket/a/r/artifacts?region=x",
  );
  expect(belowLocation("mlflow-artifacts:/", "r")).toBe("mlflow-artifacts:/r");
  expect(belowLocation("s3://", "r")).toBe("s3://r");
});
