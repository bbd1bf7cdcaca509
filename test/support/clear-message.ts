import { expect } from "vitest";
import type { Typed } from "./type-fettle.ts";

/** A command was refused as it should be: by its exit code and one message with these words, and no stack trace. */
export function expectClearMessage(typed: Typed, code: number, ...words: readonly string[]): void {
  expect([typed.code, typed.stderr]).toEqual([code, expect.stringMatching(/^error: /m)]);
  for (const word of words) expect(typed.stderr).toContain(word);
  const lines = typed.stderr.split("\n");
  expect(lines.filter((line) => line.startsWith("error: ")).length).toBe(1);
  expect(lines.filter((line) => /^\s+at .*:\d+:\d+\)?$/.test(line))).toEqual([]);
}
