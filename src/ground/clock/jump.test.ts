import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestServer, type TestServer } from "#test/open-store";
import { type Boot, bootNow, lookAtClock, systemClock, waitOf } from "./index.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 10, 29);
let server: TestServer;

beforeEach(async () => {
  server = await openTestServer({ slices: [] });
});
afterEach(() => server.close());

const boot = (upMs: number, id = "b1") => ({ id, upMs });
const clock = (now: number, machine?: Boot) => ({
  ...{ now: () => now, sleep: systemClock.sleep },
  ...(machine === undefined ? {} : { boot: () => machine }),
});
const look = (now: number, ran: number, machine?: Boot) =>
  lookAtClock(server.context.database, clock(now, machine), ran);
const wait = (now: number, machine?: Boot) => waitOf(server.context.database, clock(now, machine));

test("a clock that is seen for the first time, or goes on, holds nothing back", async () => {
  expect(await wait(START)).toBeNull();
  expect(await look(START, 0)).toBeNull();
  expect(await look(START + 2 * DAY, HOUR)).toBeNull();
  expect(await look(START + 2 * DAY - HOUR, HOUR)).toBeNull();
});

test("after a jump ahead the server must run for a day, over its ends and starts", async () => {
  await look(START, 0);
  const there = START + 730 * DAY;
  expect(await wait(there)).toEqual({ from: START, to: there, leftMs: DAY });
  expect(await look(there, HOUR)).toEqual({ from: START, to: there, leftMs: DAY });
  expect(await look(there + HOUR, HOUR)).toEqual({ from: START, to: there, leftMs: 23 * HOUR });
  expect(await wait(there + 2 * HOUR)).toMatchObject({ leftMs: 23 * HOUR });
  expect(await look(there + 5 * HOUR, 22 * HOUR)).toMatchObject({ leftMs: HOUR });
  expect(await look(there + 6 * HOUR, HOUR)).toBeNull();
  expect(await wait(there + 7 * HOUR)).toBeNull();
});

test("another jump begins the wait anew, and a clock that is set right ends it", async () => {
  await look(START, 0);
  await look(START + 10 * DAY, 0);
  await look(START + 10 * DAY + HOUR, 20 * HOUR);
  expect(await look(START + 20 * DAY, HOUR)).toMatchObject({ leftMs: DAY });
  expect(await look(START, HOUR)).toBeNull();
  expect(await look(START + HOUR, HOUR)).toBeNull();
  expect(await look(START + 20 * DAY, HOUR)).toMatchObject({ from: START + HOUR });
});

test("a machine that ran meanwhile knows that the time went by, one that was started again does not", async () => {
  await look(START, 0, boot(HOUR));
  expect(await wait(START + 9 * DAY, boot(8 * DAY))).toBeNull();
  expect(await wait(START + 9 * DAY, boot(HOUR + 6 * DAY))).toMatchObject({ from: START });
  expect(await wait(START + 9 * DAY, boot(8 * DAY, "b2"))).toMatchObject({ from: START });
});

test("this machine tells how long it runs", () => {
  const [first, second] = [bootNow(), bootNow()];
  expect(second.id).toBe(first.id);
  expect(second.upMs).toBeGreaterThanOrEqual(first.upMs);
  expect(first.upMs).toBeGreaterThan(0);
});
