import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestServer, type TestServer } from "#test/open-store";
import { isReady, runScript } from "./python.ts";

const READY = isReady("the registry by MLflow's client");

describe.skipIf(!READY)("the registry, to the unmodified MLflow client", () => {
  let server: TestServer;
  // biome-ignore lint/suspicious/noExplicitAny: what the script prints
  let seen: any;

  beforeAll(async () => {
    server = await openTestServer({ slices: ["lineage", "artifacts", "runs", "models"] });
    seen = await runScript("use-registry.py", [], { folder: server.folder, server });
  });
  afterAll(() => server.close());

  test("makes versions, moves aliases and stages, and downloads by them", () => {
    expect(seen).toMatchObject({
      versions: ["1", "2", "str", "READY", "None"],
      alias: ["2", ["beta"], { beta: "2" }],
      uri: [true, true],
      file: "hello",
      stages: ["Archived", "Production"],
      copy: ["intent-copy", "1", "models:/intent/2", true],
      latest: ["2"],
    });
  });

  test("searches by name, tag and run", () => {
    expect(seen.search).toEqual({
      models: ["intent", "intent-copy"],
      tags: ["intent"],
      versions: ["1", "2"],
      run: 3,
    });
  });

  test("finds what is deleted no more, and gets a new number", () => {
    expect(seen.gone).toEqual([
      "RESOURCE_DOES_NOT_EXIST",
      expect.stringContaining("Model Version (name=intent, version=2) not found"),
    ]);
    expect(seen.noAlias).toEqual([
      "INVALID_PARAMETER_VALUE",
      expect.stringContaining("alias beta not found"),
    ]);
    expect(seen).toMatchObject({ next: "3", left: ["intent-copy"] });
    expect(seen.twice).toEqual([
      "RESOURCE_ALREADY_EXISTS",
      expect.stringContaining("Registered Model (name=intent) already exists"),
    ]);
  });

  test("neither overwrites the files of a version nor names those of others", () => {
    expect(seen.held?.[1]).toContain("belongs to the registered version intent@1");
    expect(seen.hostile).toEqual(Array(5).fill("INVALID_PARAMETER_VALUE"));
  });

  test("keeps prompts, apart from models", () => {
    expect(seen).toMatchObject({
      prompt: [1, "Hello {{name}}", "Hello Ada", "Good day {{name}}", "en"],
      prompts: ["greeting"],
      noPrompts: ["intent-copy"],
    });
    expect(seen.noLive).not.toBeNull();
  });
});
