import { PassThrough } from "node:stream";
import { beforeEach, expect, test } from "vitest";
import type { Clock } from "#ground/clock";
import { createOutput } from "./output.ts";

let now: number;
beforeEach(() => {
  now = 1_000_000;
});
const clock: Clock = { now: () => now, sleep: async () => {} };

/** An output with what came out of each stream since it was looked at last. */
function opened({ json = false, terminal = false, columns = 80 } = {}) {
  const stream = () => Object.assign(new PassThrough(), { isTTY: terminal, columns });
  const [stdout, stderr] = [stream(), stream()];
  const read = (stream: PassThrough): string => String(stream.read() ?? "");
  const output = createOutput({ stdout, stderr, json, clock });
  return { output, out: () => read(stdout), err: () => read(stderr) };
}

test("data goes to stdout, words for a person alone to stderr", () => {
  const { output, out, err } = opened();
  output.say("said");
  output.emit({ a: 1 });
  expect([out(), err()]).toEqual(["said\n", ""]);
  output.tell("told");
  output.warn("careful");
  expect([out(), err()]).toEqual(["", "told\nwarning: careful\n"]);
  expect([output.json, output.terminal, output.screen]).toEqual([false, false, false]);
});

test("under --json stdout has JSON alone, and warnings stay", () => {
  const { output, out, err } = opened({ json: true, terminal: true });
  output.say("said");
  output.tell("told");
  output.emit({ a: 1 });
  output.progress("files", 3).advance();
  output.warn("careful");
  expect(out()).toBe('{"a":1}\n');
  expect(err()).toMatch(/^[^\n]*warning:[^\n]* careful\n$/);
  expect([output.json, output.terminal, output.screen]).toEqual([true, true, true]);
});

const line = (text: string): string => `\r\u001b[2K${text}`;

test("progress is one line with the rate and the time left, drawn ten times a second at most", () => {
  const { output, err } = opened({ terminal: true });
  const progress = output.progress("files", 100);
  expect(err()).toBe(line("files  0 of 100  "));
  now += 99;
  progress.advance(4);
  expect(err()).toBe("");
  now += 401;
  progress.advance();
  expect(err()).toBe(line("files  5 of 100  "));
  now += 500;
  progress.advance(15);
  expect(err()).toBe(line("files  20 of 100  20/s  4.0 s left  "));
  now += 9000;
  progress.note("a.csv");
  expect(err()).toBe(line("files  20 of 100  2.0/s  40.0 s left  a.csv"));
  progress.end();
  expect(err()).toBe(line(""));
});

test("progress without a total tells how many, and is cut where the line ends", () => {
  const { output, err } = opened({ terminal: true, columns: 20 });
  const progress = output.progress("files");
  now += 1000;
  progress.advance(1500);
  expect(err()).toContain(line("files  0  "));
  now += 1000;
  progress.note("a name that is longer than the line");
  const drawn = err();
  expect(drawn.length).toBe(line("").length + 19);
  expect(drawn).toContain("files  1,500  750/s");
});

test("without a terminal there is no progress", () => {
  const { output, err } = opened();
  const progress = output.progress("files", 2);
  now += 1000;
  progress.advance();
  progress.note("a");
  progress.end();
  expect(err()).toBe("");
});
