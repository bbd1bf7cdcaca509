import fc from "fast-check";
import { expect, test } from "vitest";
import { areAlike, diffWords, type Piece } from "./word-diff.ts";

const side = (pieces: readonly Piece[], kind: "gone" | "new"): string =>
  pieces
    .filter((piece) => piece.kind === "same" || piece.kind === kind)
    .map(({ text }) => text)
    .join("");

test("marks the words that changed and leaves the rest", () => {
  expect(diffWords("I can refund the second charge today.", "I cannot refund it today.")).toEqual([
    { kind: "same", text: "I " },
    { kind: "gone", text: "can" },
    { kind: "new", text: "cannot" },
    { kind: "same", text: " refund " },
    { kind: "gone", text: "the second charge" },
    { kind: "new", text: "it" },
    { kind: "same", text: " today." },
  ]);
});

test("texts that share only a few words do not read as a change of one another", () => {
  expect(areAlike(diffWords("I can refund it today.", "I cannot refund it today."))).toBe(true);
  expect(areAlike(diffWords("The trial is free.", "I am sorry, is it about prices?"))).toBe(false);
  expect(areAlike(diffWords("", "new"))).toBe(false);
});

test("equal texts are one piece, empty ones none", () => {
  expect(diffWords("same", "same")).toEqual([{ kind: "same", text: "same" }]);
  expect(diffWords("", "")).toEqual([]);
  expect(diffWords("", "new")).toEqual([{ kind: "new", text: "new" }]);
});

test("either side can be put together again from the pieces", () => {
  const words = fc.array(fc.constantFrom("a", "b", " ", ".", "ß", "🙂", "\n"), { maxLength: 24 });
  fc.assert(
    fc.property(words, words, (before, after) => {
      const pieces = diffWords(before.join(""), after.join(""));
      expect(side(pieces, "gone")).toBe(before.join(""));
      expect(side(pieces, "new")).toBe(after.join(""));
    }),
  );
});
