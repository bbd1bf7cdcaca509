import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DEFAULT_SETTINGS } from "#ground/server";
import { storeSettings } from "./store-settings.ts";

let store: string;
beforeEach(() => {
  store = mkdtempSync(join(tmpdir(), "fettle-settings-"));
});
afterEach(() => rmSync(store, { recursive: true }));

const write = (text: string): void => writeFileSync(join(store, "settings.yaml"), text);
const read = (flags = {}) => storeSettings(store, flags, "/work place");

test("a store without settings has the defaults, and its artifacts in itself", () => {
  expect(read()).toEqual({ settings: DEFAULT_SETTINGS, artifacts: join(store, "artifacts") });
});

test("each key is read", () => {
  write(
    [
      "artifacts: ../elsewhere",
      "artifactRoot: mlflow-artifacts:/team",
      "fileRoots: [/data/runs]",
      "trashDays: 0",
      "lostAfter: 30min",
      "webhooks: { schemes: [https, http], privateAddresses: true, attempts: 3 }",
    ].join("\n"),
  );
  expect(read()).toEqual({
    artifacts: join(store, "..", "elsewhere"),
    settings: {
      artifactRoot: "mlflow-artifacts:/team",
      fileRoots: ["/data/runs"],
      trashDays: 0,
      lostAfterMs: 1_800_000,
      webhooks: { schemes: ["https", "http"], privateAddresses: true, attempts: 3 },
    },
  });
});

describe("flags", () => {
  test("are kept beside what stands in the file, and the next start without them says the same", () => {
    write("# ours\ntrashDays: 7\n");
    const first = read({ artifacts: "big", "artifact-root": "my runs" });
    expect(first.artifacts).toBe("/work place/big");
    expect(first.settings).toMatchObject({
      artifactRoot: "file:///work%20place/my%20runs",
      fileRoots: ["/work place/my runs"],
      trashDays: 7,
    });
    expect(read()).toEqual(first);
    expect(readFileSync(join(store, "settings.yaml"), "utf8")).toMatch(/^# ours\ntrashDays: 7\n/);
  });

  test.each(["s3://bucket/x", "file://host/x", "file:///a?b", "ftp://x/y", "http://host/other"])(
    "refuse the root %s",
    (root) => {
      expect(() => read({ "artifact-root": root })).toThrow(
        expect.objectContaining({ code: "CONFIG_INVALID" }),
      );
    },
  );
});

test.each([
  ["trashDays: 1\ntrashDay: 2", ":2: unknown key"],
  ["\nfileRoots: [data]", ":2: fileRoots[0]: expected an absolute path"],
  ["lostAfter: soon", ":1: lostAfter: expected a time such as 24h"],
  ["lostAfter: 7", ":1: lostAfter: expected a time such as 24h"],
  ["webhooks:\n  attempts: 0", ":2: webhooks.attempts: expected at least 1"],
  ["artifacts: [", ":1: "],
])("what does not fit is told with its line: %j", (text, told) => {
  write(text);
  expect(() => read()).toThrow(`${join(store, "settings.yaml")}${told}`);
});
