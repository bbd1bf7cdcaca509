import { expect, test } from "vitest";
import type { ModelDetail, ModelVersion, PastMove } from "../model.ts";
import { aliasText, historyText, metricsText, modelText, versionText } from "./model-text.ts";

const AT = Date.UTC(2026, 10, 23, 16, 4, 59);
const VERSION: ModelVersion = {
  name: "intent",
  version: 2,
  project: "shop",
  runId: "3f2a91c07788",
  modelId: null,
  source: "mlflow-artifacts:/0/3f2a91c07788/artifacts/model",
  location: "mlflow-artifacts:/0/3f2a91c07788/artifacts/model",
  stage: "None",
  createdAt: AT,
  updatedAt: AT,
  description: "with March",
  aliases: ["champion", "baseline"],
  tags: {},
  metrics: { accuracy: 0.912345, f1: 1, loss: 0.25, recall: 0.5 },
};
const MODEL: ModelDetail = {
  name: "intent",
  project: "shop",
  createdAt: AT,
  updatedAt: AT,
  description: "",
  tags: {},
  versions: [],
  aliases: {},
  history: [],
};
const trimmed = (text: string) => text.replaceAll(/ +$/gm, "");

test("aliases and the first three metrics stand on one line", async () => {
  expect(aliasText({ champion: 2, baseline: 1 })).toBe("champion=2 baseline=1");
  expect(aliasText({})).toBe("");
  expect(await metricsText(VERSION)).toBe("  accuracy 0.9123  f1 1  loss 0.25");
  expect(await metricsText({ ...VERSION, metrics: {} })).toBe("");
});

test("a model is told with its tags, each on one line, and its versions", async () => {
  const bare = { ...VERSION, version: 1, runId: null, aliases: [], metrics: {}, description: "" };
  const text = await modelText({
    ...MODEL,
    description: "what a customer wants",
    tags: { team: "nlp", prompt: `Say:\n\t${"x".repeat(100)}`, edge: "y".repeat(100) },
    versions: [VERSION, bare],
  });
  expect(trimmed(text)).toBe(
    [
      "intent, of project shop",
      "what a customer wants",
      "team = nlp",
      `prompt = Say: ${"x".repeat(94)}…`,
      `edge = ${"y".repeat(100)}`,
      "",
      "version  aliases            run       registered            metrics                           description",
      "2        champion baseline  3f2a91c0  2026-11-23 16:04 UTC  accuracy 0.9123  f1 1  loss 0.25  with March",
      "1                           -         2026-11-23 16:04 UTC",
    ].join("\n"),
  );
});

test("a model without versions says so", async () => {
  expect(await modelText(MODEL)).toBe("intent, of project shop\n\nno version yet");
});

test("a version tells a dash for what it has not, and nothing of what few have", async () => {
  const bare = { ...VERSION, runId: null, aliases: [], metrics: {}, description: "" };
  expect(await versionText(bare)).toBe(
    [
      "model        intent@2",
      "aliases      -",
      "run          -",
      "files        mlflow-artifacts:/0/3f2a91c07788/artifacts/model",
      "registered   2026-11-23 16:04 UTC",
      "description  -",
    ].join("\n"),
  );
});

test("a version tells its logged model, stage, tags and all metrics after its facts", async () => {
  const full: ModelVersion = {
    ...VERSION,
    modelId: "m-1",
    stage: "Production",
    tags: { checked: "yes" },
  };
  expect((await versionText(full)).split("\n")).toEqual([
    "model         intent@2",
    "aliases       champion baseline",
    "run           3f2a91c07788",
    "files         mlflow-artifacts:/0/3f2a91c07788/artifacts/model",
    "registered    2026-11-23 16:04 UTC",
    "description   with March",
    "logged model  m-1",
    "stage         Production",
    "tag checked   yes",
    "accuracy      0.9123",
    "f1            1",
    "loss          0.25",
    "recall        0.5",
  ]);
});

test("each kind of change has its words in the history", () => {
  const line = (more: Partial<PastMove>): PastMove => ({
    kind: "alias",
    name: "intent",
    alias: "",
    from: null,
    to: null,
    project: "shop",
    user: "ada",
    reason: "",
    detail: "",
    at: AT,
    decisionId: null,
    ...more,
  });
  const lines = [
    line({ alias: "champion", from: 1, to: 2, reason: "better" }),
    line({ alias: "champion", from: 1 }),
    line({ kind: "stage", detail: "None to Production", to: 2 }),
    line({ kind: "deleted", from: 2 }),
    line({ kind: "deleted" }),
    line({ kind: "restored", to: 2 }),
    line({ kind: "restored" }),
    line({ kind: "renamed", detail: "old" }),
  ];
  const cells = historyText(lines)
    .split("\n")
    .map((row) => row.trim().split(/ {2,}/));
  const when = "2026-11-23 16:04 UTC";
  expect(cells).toEqual([
    ["when", "what", "from", "to", "who", "why"],
    [when, "champion", "1", "2", "ada", "better"],
    [when, "champion removed", "1", "-", "ada", "-"],
    [when, "stage None to Production", "-", "2", "ada", "-"],
    [when, "version deleted", "2", "-", "ada", "-"],
    [when, "model deleted", "-", "-", "ada", "-"],
    [when, "version restored", "-", "2", "ada", "-"],
    [when, "model restored", "-", "-", "ada", "-"],
    [when, "renamed from old", "-", "-", "ada", "-"],
  ]);
  expect(historyText([])).toBe("nothing happened to this model since it was made");
});
