import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { type FettleError, fail, GROUND_ERRORS } from "#ground/errors";
import { metricEntry, pairEntry } from "./entries.ts";
import { createRunBuffer, type Entry } from "./run-buffer.ts";

const metric = (step: number): Entry => metricEntry("loss", 1 / (step + 1), step, 1000);

function recordingBuffer(refuse: (entry: Entry) => boolean = () => false) {
  const sent: (readonly Entry[])[] = [];
  const warnings: FettleError[] = [];
  const state = { away: false };
  const buffer = createRunBuffer({
    runId: "r1",
    flushMs: 10,
    warn: (error) => warnings.push(error),
    async send(entries) {
      if (state.away)
        throw fail(GROUND_ERRORS, "SERVER_UNREACHABLE", { address: "here", reason: "it is away" });
      if (entries.some(refuse))
        throw fail(GROUND_ERRORS, "REQUEST_INVALID", { problem: "not like this" });
      sent.push(entries);
    },
  });
  return { buffer, sent, warnings, state };
}

test("sends what is logged together in one batch, a moment later, in order", async () => {
  const { buffer, sent } = recordingBuffer();
  const entries = [metric(0), pairEntry("params", "lr", 0.1), metric(1)];
  for (const entry of entries) buffer.add(entry);
  expect(sent).toEqual([]);
  await sleep(50);
  expect(sent).toEqual([entries]);
});

test("keeps MLflow's limits for a batch: 1,000 values, 100 parameters", async () => {
  const { buffer, sent } = recordingBuffer();
  for (let i = 0; i < 2500; i += 1) buffer.add(metric(i));
  for (let i = 0; i < 250; i += 1) buffer.add(pairEntry("params", `p${i}`, i));
  await buffer.flush();
  expect(sent.map((batch) => batch.length)).toEqual([1000, 1000, 600, 100, 50]);
  expect(sent.flat().slice(0, 2500)).toEqual(Array.from({ length: 2500 }, (_, i) => metric(i)));
});

test("stores the good values of a refused batch and names the bad ones once", async () => {
  const { buffer, sent } = recordingBuffer(({ item }) => item.key === "bad");
  for (let i = 0; i < 9; i += 1) {
    buffer.add(metric(i));
    if (i === 4) buffer.add(pairEntry("tags", "bad", "x"));
  }
  await expect(buffer.flush()).rejects.toMatchObject({
    code: "RUNS_LOGGED_REFUSED",
    message: 'a value of run r1 could not be stored; it is tag "bad": not like this',
  });
  expect(sent.flat()).toEqual(Array.from({ length: 9 }, (_, i) => metric(i)));
  await buffer.flush();
});

test("keeps what it cannot send, says so, and sends it later", async () => {
  const { buffer, sent, warnings, state } = recordingBuffer();
  state.away = true;
  buffer.add(metric(0));
  await sleep(50);
  expect(warnings.map((w) => w.code)).toEqual(["RUNS_LOGGED_UNSENT"]);
  await expect(buffer.flush()).rejects.toMatchObject({
    code: "RUNS_LOGGED_UNSENT",
    message:
      "1 value(s) of run r1 wait in memory, since the server at here does not answer: it is away",
  });
  state.away = false;
  buffer.add(metric(1));
  await buffer.flush();
  expect(sent).toEqual([[metric(0), metric(1)]]);
});

test("tells of a refused value also where nobody calls flush", async () => {
  const { buffer, warnings } = recordingBuffer(() => true);
  buffer.add(metric(0));
  await sleep(50);
  expect(warnings.map((w) => w.code)).toEqual(["RUNS_LOGGED_REFUSED"]);
});

test("a value that is no number is refused where it is logged", () => {
  expect(() => metricEntry("loss", undefined, 0, 1)).toThrow(
    'metric "loss" is undefined; expected a number',
  );
  expect(() => metricEntry("loss", 1, 0.5, 1)).toThrow("expected a whole number");
  expect(() => metricEntry("", 1, 0, 1)).toThrow("expected text that is not empty");
  expect(() => pairEntry("params", "lr", { a: 1 })).toThrow('parameter "lr" is [object Object]');
  expect(metricEntry("loss", Number.NaN, 3, 7)).toEqual({
    kind: "metrics",
    item: { key: "loss", value: "NaN", timestamp: 7, step: 3 },
  });
});
