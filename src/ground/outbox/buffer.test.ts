import { expect, test } from "vitest";
import { type FettleError, fail, GROUND_ERRORS } from "#ground/errors";
import { createBuffer } from "./buffer.ts";

const problem = (text: string) => fail(GROUND_ERRORS, "REQUEST_INVALID", { problem: text });

function numbers(flushMs: number) {
  const sent: (readonly number[])[] = [];
  const warnings: string[] = [];
  const state = { away: false };
  const buffer = createBuffer<number>({
    flushMs,
    batchLength: (queue) => Math.min(4, queue.length),
    async send(entries) {
      if (state.away)
        throw fail(GROUND_ERRORS, "SERVER_UNREACHABLE", { address: "here", reason: "it is away" });
      if (entries.some((entry) => entry < 0)) throw problem("below zero");
      sent.push(entries);
    },
    refusedError: (refused) => problem(`refused ${[...refused.keys()].join(" ")}`),
    unsentError: (count) => problem(`${count} wait`),
    warn: (error: FettleError) => void warnings.push(String(error.facts["problem"])),
  });
  return { buffer, sent, warnings, state };
}

test("batches are as long as they may be, and go in order", async () => {
  const { buffer, sent } = numbers(60_000);
  for (let i = 0; i < 10; i += 1) buffer.add(i);
  await buffer.flush();
  expect(sent).toEqual([
    [0, 1, 2, 3],
    [4, 5, 6, 7],
    [8, 9],
  ]);
});

test("of a refused batch only those to blame are not stored, and told once", async () => {
  const { buffer, sent } = numbers(60_000);
  for (const entry of [1, -2, 3, -4, 5]) buffer.add(entry);
  await expect(buffer.flush()).rejects.toMatchObject({ facts: { problem: "refused -2 -4" } });
  expect(sent.flat()).toEqual([1, 3, 5]);
  await buffer.flush();
});

test("what can't be sent waits, which is told without anybody asking, and goes later", async () => {
  const { buffer, sent, warnings, state } = numbers(1);
  state.away = true;
  buffer.add(1);
  await expect.poll(() => warnings).toEqual(["1 wait"]);
  await expect(buffer.flush()).rejects.toMatchObject({ facts: { problem: "1 wait" } });
  state.away = false;
  buffer.add(2);
  await buffer.flush();
  expect(sent).toEqual([[1, 2]]);
});
