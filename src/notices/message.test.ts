import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { RunDetail } from "#runs";
import { baseOf } from "./base-of.ts";
import { messageOf } from "./message.ts";
import { shownUrl } from "./model.ts";

const RUN: RunDetail = {
  id: "a b",
  project: "shop",
  experiment: "intents/<new>",
  name: "rules & <bayes|two>",
  user: "ann",
  status: "FAILED",
  startedAt: 1000,
  endedAt: 91_000,
  durationMs: 90_000,
  commit: "abc",
  dirty: true,
  command: ["train"],
  data: [],
  params: { secret: "no" },
  metrics: { f1: 0.123456, loss: "NaN", n: 3, more: 4 },
  tags: {},
  metricSummaries: [],
  artifactUri: "",
  notebook: null,
  exitCode: 3,
  branch: null,
  folder: null,
};
const BASE = "http://127.0.0.1:5050";

const slack = (
  event: Parameters<typeof messageOf>[0],
  more: Partial<RunDetail> = {},
  base: string | null = BASE,
) => {
  const run = { ...RUN, ...more };
  const { text } = JSON.parse(messageOf(event, run, { slack: true }, { base, at: 5 }));
  return (text as string).split("\n");
};

test("a program gets the run's facts, and nothing of how it was started", () => {
  expect(JSON.parse(messageOf("failed", RUN, { slack: false }, { base: BASE, at: 5 }))).toEqual({
    event: "run.failed",
    at: 5,
    link: `${BASE}/runs/a%20b`,
    run: {
      id: "a b",
      name: "rules & <bayes|two>",
      project: "shop",
      experiment: "intents/<new>",
      status: "FAILED",
      user: "ann",
      startedAt: 1000,
      endedAt: 91_000,
      durationMs: 90_000,
      exitCode: 3,
      commit: "abc",
      metrics: RUN.metrics,
    },
  });
});

test("a program gets twenty metrics at most, and no link where nobody knows where the page is", () => {
  const metrics = Object.fromEntries(Array.from({ length: 25 }, (_, i) => [`m${i}`, i]));
  const told = JSON.parse(
    messageOf("lost", { ...RUN, metrics }, { slack: false }, { base: null, at: 5 }),
  );
  expect(told).toMatchObject({ event: "run.lost", link: null });
  expect(Object.keys(told.run.metrics)).toEqual(Object.keys(metrics).slice(0, 20));
});

const NAME = `*<${BASE}/runs/a%20b|rules &amp; &lt;bayes/two&gt;>*`;
const WHERE = "shop, intents/&lt;new&gt;, by ann";

test("Slack is told what became of the run, three metrics, and where it belongs", () => {
  expect(slack("failed")).toEqual([
    `${NAME} failed after 1 min 30 s (exit code 3)`,
    "f1 0.1235, loss NaN, n 3",
    WHERE,
  ]);
});

test.each([
  ["finished", { exitCode: 0 }, "finished after 1 min 30 s"],
  ["finished", { exitCode: null, durationMs: null }, "finished"],
  ["killed", { exitCode: null }, "was killed after 1 min 30 s"],
  ["lost", {}, "is lost: it stopped reporting"],
  ["test", {}, "this is a test: notices arrive here"],
] as const)("a run that is %s is told as that", (event, more, words) => {
  expect(slack(event, { ...more, metrics: {} })).toEqual([`${NAME} ${words}`, WHERE]);
});

test("without the page's address the name stands for itself", () => {
  expect(slack("lost", {}, null)[0]).toMatch(/^\*rules &amp; &lt;bayes\/two&gt;\* is lost/);
});

test("the page is where the notice says, else where this server listens", () => {
  const folder = mkdtempSync(join(tmpdir(), "fettle-notices-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const context = { store: { folder } } as Parameters<typeof baseOf>[0];
  expect(baseOf(context, { link: "https://fettle.example.org/team//" })).toBe(
    "https://fettle.example.org/team",
  );
  expect(baseOf(context, { link: null })).toBeNull();
  for (const [text, base] of [
    [`{"url":"${BASE}"}`, BASE],
    ["{}", null],
    ["{", null],
  ] as const) {
    writeFileSync(join(folder, "server.json"), text);
    expect(baseOf(context, { link: null })).toBe(base);
  }
});

test("an address is shown without what may be a secret", () => {
  expect(shownUrl("https://hooks.slack.com/services/T0/B0/abcdefgh1234")).toBe(
    "https://hooks.slack.com/...1234",
  );
  expect(shownUrl("https://a.b/234567890123456")).toBe("https://a.b/...");
  expect(shownUrl("https://a.b/2345678901?34567")).toBe("https://a.b/...4567");
  expect(shownUrl("https://ann:pass@example.org/")).not.toContain("pass");
});
