import { expect, test } from "vitest";
import type { RunDetail } from "#runs";
import { messageOf } from "./message.ts";
import type { NoticeEvent } from "./model.ts";

const RUN: RunDetail = {
  id: "r/1",
  project: "shop",
  experiment: "intents",
  name: "bright owl",
  user: "ada",
  status: "FAILED",
  startedAt: 1000,
  endedAt: 93_000,
  durationMs: 92_000,
  commit: "abc",
  dirty: true,
  command: ["true"],
  data: [],
  params: { secret: "not told" },
  metrics: { accuracy: 0.91234, loss: "NaN", f1: 1, recall: 0.5 },
  tags: {},
  metricSummaries: [],
  artifactUri: "",
  notebook: null,
  exitCode: 3,
  branch: null,
  folder: null,
};
const BASE = "https://fettle.example.org";
const slack = (
  event: NoticeEvent | "test",
  more: Partial<RunDetail> = {},
  base: string | null = BASE,
) =>
  (
    JSON.parse(messageOf(event, { ...RUN, ...more }, { slack: true }, { base, at: 1 })) as {
      text: string;
    }
  ).text;
const first = (...given: Parameters<typeof slack>) => slack(...given).split("\n")[0];

test("a message of facts tells these and nothing else, with at most 20 metrics", () => {
  const metrics = Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`m${i}`, i]));
  const told = { base: BASE, at: 94_000 };
  expect(JSON.parse(messageOf("failed", { ...RUN, metrics }, { slack: false }, told))).toEqual({
    event: "run.failed",
    at: 94_000,
    link: `${BASE}/runs/r%2F1`,
    run: {
      id: "r/1",
      name: "bright owl",
      project: "shop",
      experiment: "intents",
      status: "FAILED",
      user: "ada",
      startedAt: 1000,
      endedAt: 93_000,
      durationMs: 92_000,
      exitCode: 3,
      commit: "abc",
      metrics: Object.fromEntries(Object.entries(metrics).slice(0, 20)),
    },
  });
});

test("Slack's form has the name as a link, what happened, three metrics and where", () => {
  expect(slack("failed")).toBe(
    [
      `*<${BASE}/runs/r%2F1|bright owl>* failed after 1 min 32 s (exit code 3)`,
      "accuracy 0.9123, loss NaN, f1 1",
      "shop, intents, by ada",
    ].join("\n"),
  );
  expect(slack("finished", { metrics: {}, exitCode: 0 }, null)).toBe(
    "*bright owl* finished after 1 min 32 s\nshop, intents, by ada",
  );
});

test("each event has its words, and what is not known is left out of them", () => {
  const unknown = { durationMs: null, exitCode: null };
  expect(first("killed", unknown, null)).toBe("*bright owl* was killed");
  expect(first("lost", {}, null)).toBe("*bright owl* is lost: it stopped reporting");
  expect(first("test", {}, null)).toBe("*bright owl* this is a test: notices arrive here");
});

test("what people wrote can't break out of Slack's signs", () => {
  const hostile = { name: "<a|b>&", project: "<p>", experiment: "&e", user: "<!here>" };
  expect(slack("lost", { ...hostile, metrics: { "<m>": 1 } })).toBe(
    [
      `*<${BASE}/runs/r%2F1|&lt;a/b&gt;&amp;>* is lost: it stopped reporting`,
      "&lt;m&gt; 1",
      "&lt;p&gt;, &amp;e, by &lt;!here&gt;",
    ].join("\n"),
  );
});
