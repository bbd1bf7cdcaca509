import { expect, test } from "vitest";
import type { Clock } from "#ground/clock";
import { fail, GROUND_ERRORS } from "#ground/errors";
import { patiently } from "./patiently.ts";

function fakeClock(): Clock & { readonly slept: number[] } {
  let now = 0;
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      slept.push(ms);
      now += ms;
    },
  };
}

const away = () => fail(GROUND_ERRORS, "SERVER_UNREACHABLE", { address: "x", reason: "away" });
const refused = (status: number) =>
  fail(GROUND_ERRORS, "SERVER_REFUSED", { status, message: "refused" });

test("tries again, ever more slowly, until the server is back", async () => {
  const clock = fakeClock();
  const answers: (Error | string)[] = [away(), refused(503), away(), away(), away(), away(), "ok"];
  const work = async (): Promise<string> => {
    const next = answers.shift() as Error | string;
    if (next instanceof Error) throw next;
    return next;
  };
  expect(await patiently(work, { clock, patienceMs: 60_000 })).toBe("ok");
  expect(clock.slept).toEqual([100, 200, 400, 800, 1600, 3000]);
});

test("gives up when patience ends, with the last error", async () => {
  const clock = fakeClock();
  await expect(
    patiently(() => Promise.reject(away()), { clock, patienceMs: 1000 }),
  ).rejects.toMatchObject({ code: "SERVER_UNREACHABLE" });
  expect(clock.slept).toEqual([100, 200, 400]);
});

test("a refusal is an answer, and is not asked for twice", async () => {
  const clock = fakeClock();
  for (const error of [refused(400), fail(GROUND_ERRORS, "BUG", { problem: "x" }), new Error("x")])
    await expect(
      patiently(() => Promise.reject(error), { clock, patienceMs: 60_000 }),
    ).rejects.toBe(error);
  expect(clock.slept).toEqual([]);
});
