import { expect, test } from "vitest";
import { quoted } from "./errors.ts";
import { isFolderHash, isHash, sortByCodePoint } from "./model.ts";

const MD5 = "b1946ac92492d2347c6235b4d2611184";

test("names are sorted by their code points, as Python does, also where UTF-16 has another order", () => {
  const sorted = (names: string[]) => sortByCodePoint([...names], (name) => name);
  expect(sorted(["b", "a", "ab", "", "B", "a", "é"])).toEqual(["", "B", "a", "a", "ab", "b", "é"]);
  const order = ["", "a", "ab", "b", "\ud7ff", "\ue000", "\uffff", "𐀀", "😀", "😀a", "😁"];
  expect(sorted([...order].reverse())).toEqual(order);
  expect(sorted([...order, ...order])).toEqual(order.flatMap((name) => [name, name]));
  const all = [...order.map((name) => `x${name}`), ...order.map((name) => `😀${name}`)];
  expect(sorted([...all].reverse())).toEqual(all);
});

test("a hash is 32 digits, small letters, with the ending of a folder or none", () => {
  expect([MD5, `${MD5}.dir`].map(isHash)).toEqual([true, true]);
  const others = [
    "",
    MD5.slice(1),
    `${MD5}0`,
    MD5.toUpperCase(),
    `${MD5}.dirx`,
    `/${MD5}`,
    `${MD5}\n`,
  ];
  expect(others.filter(isHash)).toEqual([]);
  expect([MD5, `${MD5}.dir`].map(isFolderHash)).toEqual([false, true]);
});

test("a word for a shell is in quotes where it needs them", () => {
  expect(["a/b-c.d", "a b", "-x", "it's", "", "a;b"].map(quoted)).toEqual([
    "a/b-c.d",
    "'a b'",
    "'-x'",
    "'it'\\''s'",
    "''",
    "'a;b'",
  ]);
});
