import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createEvents, type Event } from "./index.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("listeners hear their topic and what lies below it, and nothing else", () => {
  const events = createEvents();
  const heard: string[] = [];
  events.listen(["runs"], (event) => heard.push(event.topic));
  for (const topic of ["runs", "runs/7", "runs-other", "models/x"]) events.publish(topic);
  expect(heard).toEqual(["runs", "runs/7"]);
});

test("a topic is told at most four times a second, and the last data always arrives", () => {
  const events = createEvents();
  const heard: Event[] = [];
  events.listen(["runs"], (event) => heard.push(event));
  for (let i = 0; i < 100; i += 1) {
    events.publish("runs/7", { i });
    vi.advanceTimersByTime(10);
  }
  vi.advanceTimersByTime(1000);
  expect(heard.length).toBeGreaterThanOrEqual(4);
  expect(heard.length).toBeLessThanOrEqual(6);
  expect(heard.at(-1)?.data).toEqual({ i: 99 });
  expect(heard.map((e) => e.id)).toEqual(heard.map((_, i) => i + 1));
});

test("a listener that left hears nothing more", () => {
  const events = createEvents();
  const heard: Event[] = [];
  const leave = events.listen(["a"], (event) => heard.push(event));
  leave();
  events.publish("a");
  expect([heard, events.listeners]).toEqual([[], 0]);
});
