import { runInThisContext } from "node:vm";
import { expect, test } from "vitest";
import { escaped } from "./one-byte-text.ts";

test("what lies beyond Latin-1 is written as escapes that mean the same", () => {
  const code = 'const é = "ü"; ["— × 😀", `…`, é, /^[—…😀]$/u.test("😀"), /\\u2014/.test("—")]';
  expect(escaped(code)).toMatch(/^[\u0020-\u00ff]+$/);
  const meaning = (text: string) => runInThisContext(`{ ${text} }`) as unknown;
  expect(meaning(escaped(code))).toEqual(["— × 😀", "…", "ü", true, true]);
  expect(meaning(code)).toEqual(meaning(escaped(code)));
});
