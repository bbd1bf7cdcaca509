import { expect, test } from "vitest";
import {
  checkExperimentName,
  checkExperimentTag,
  checkKey,
  checkModelName,
  checkRunId,
  checkRunName,
  paramValue,
  tagValue,
} from "./limits.ts";

const passes = (check: () => void): boolean => {
  try {
    check();
    return true;
  } catch {
    return false;
  }
};

const GOOD_KEYS = [
  "a",
  "Ab-5_",
  "a/b/c",
  "a.b.c",
  ".a",
  "b.",
  "a..a/._./o_O/.e.",
  "a b/c d",
  "a:b",
  " ",
  "été",
  "метрика",
  "指標",
  "٣",
  "x²",
  "½",
  "Ⅷ",
  "ﬁ",
  "ª",
  "𝒳",
  "k".repeat(250),
  "𝒳".repeat(250),
];
const BAD_KEYS: Record<string, string> = {
  "the empty one": "",
  "one dot": ".",
  "two dots": "..",
  "two dots in front of a name": "..a",
  "a slash": "/",
  "two slashes": "//",
  "an empty part": "a//b",
  "a dot as a part": "a/./b",
  "two dots as a part": "a/../b",
  "a slash in front": "/a",
  "a slash at the end": "a/",
  "a dot in front": "./a",
  "a backslash": "a\\b",
  "a line's end": "a\n",
  "a tabulator": "a\tb",
  "a wide space": "a\u00a0b",
  "a NUL": "a\0",
  "a combining mark": "e\u0301",
  "a joiner without width": "a\u200db",
  "writing from the right": "a\u202eb",
  "a picture": "🌱",
  "half a character": "a\ud83d",
  "a percent sign": "a%b",
  "a comma": "a,b",
  "a star": "a*",
  "251 characters": "k".repeat(251),
};

test("keys hold letters and numbers of every script, and what else MLflow allows", () => {
  expect(GOOD_KEYS.filter((key) => !passes(() => checkKey(key, "key")))).toEqual([]);
});

for (const [what, key] of Object.entries(BAD_KEYS))
  test(`a key is refused that is or holds ${what}`, () => {
    expect(() => checkKey(key, "key")).toThrow(/parameter 'key' supplied/);
  });

test("a path that is another name once it is followed is told which", () => {
  const message = (key: string) => {
    try {
      checkKey(key, "key");
    } catch (error) {
      return (error as Error).message.split("This name would resolve to ")[1];
    }
    return undefined;
  };
  expect(["a//b", "a/./b", "../path", "a/", "/", "."].map(message)).toEqual([
    "'a/b'",
    "'a/b'",
    "'../path'",
    "'a'",
    "'/'",
    "'.'",
  ]);
});

test("values are cut by characters, not by halves of them, and never come back otherwise", () => {
  expect(paramValue("x".repeat(6001)).length).toBe(6000);
  expect([...paramValue("🌱".repeat(6001))].length).toBe(6000);
  expect([...tagValue("🌱".repeat(8001))].length).toBe(8000);
  const whole = `${"x".repeat(5999)}🌱`;
  expect(paramValue(whole)).toBe(whole);
  expect(paramValue("a\ud83d")).toBe("a\ufffd");
  for (const kept of ["", "\0", "a\nb", "e\u0301", "\u202e"]) expect(tagValue(kept)).toBe(kept);
});

test("a value of ten megabytes is cut at once", () => {
  expect([...tagValue("🌱".repeat(2_500_000))].length).toBe(8000);
});

test("names of experiments count 500 characters, and hold no NUL and no half of one", () => {
  const ok = (name: string) => passes(() => checkExperimentName(name, "name"));
  expect(
    ["x".repeat(500), "🌱".repeat(500), " ", "a\nb", "e\u0301", "../x", "a/b"].map(ok),
  ).toEqual(Array(7).fill(true));
  expect(["x".repeat(501), "a\0", "a\ud83d"].map(ok)).toEqual([false, false, false]);
});

test("tags of experiments are refused where they are too long, not cut", () => {
  expect(passes(() => checkExperimentTag("k", "🌱".repeat(20_000)))).toBe(true);
  expect(passes(() => checkExperimentTag("k", "x".repeat(20_001)))).toBe(false);
});

test("names of runs may be long, but not endless", () => {
  expect(passes(() => checkRunName("x".repeat(1000)))).toBe(true);
  expect(passes(() => checkRunName("x".repeat(1001)))).toBe(false);
});

test("names of logged models are no paths", () => {
  for (const bad of ["a/b", "a:b", "a.b", "a%b", "a'b", 'a"b', "x".repeat(501)])
    expect([bad, passes(() => checkModelName(bad))]).toEqual([bad, false]);
  for (const good of ["a b", "été", "🌱", "x".repeat(500)])
    expect([good, passes(() => checkModelName(good))]).toEqual([good, true]);
});

test("ids of runs begin with a letter or a digit and hold no path", () => {
  for (const good of ["0", "a", "fake_run_id", "A-1", "a".repeat(256)])
    expect(passes(() => checkRunId(good))).toBe(true);
  for (const bad of ["", "_a", "-a", "a/b", "a b", "../a", "a\n", "a".repeat(257)])
    expect([bad, passes(() => checkRunId(bad))]).toEqual([bad, false]);
});
