import { expect, test } from "vitest";
import { escaped } from "./one-byte-text.ts";

test("what lies beyond Latin-1 is written as escapes that mean the same", () => {
  const code = 'const é = ["— × 😀", `…${"ü"}`, /^[—…😀]$/u.test("😀"), /\\u2014/.test("—")]; é';
  expect(escaped(code)).toMatch(/^[\u0020-\u00ff]+$/);
  // biome-ignore lint/security/noGlobalEval: it is the meaning of the program that is asked
  expect((0, eval)(escaped(code))).toEqual((0, eval)(code));
});
