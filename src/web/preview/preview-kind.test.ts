import { expect, test } from "vitest";
import { previewKind, readDelimited, readText } from "./preview-kind.ts";

test("a file is looked at as its name says, and what has no known ending may be text", () => {
  expect(
    ["a.PNG", "b.svg", "c.md", "d.tsv", "e.json", "f.ipynb", "train.py", "MLmodel", "w.pkl"].map(
      previewKind,
    ),
  ).toEqual(["image", "svg", "markdown", "table", "json", "notebook", "text", "text", "none"]);
});

test("text is told from bytes, also where it was cut within a sign", () => {
  const euro = new TextEncoder().encode("5 €");
  expect(readText(euro, false)).toBe("5 €");
  expect(readText(euro.slice(0, -1), true)).toBe("5 ");
  expect(readText(euro.slice(0, -1), false)).toBeUndefined();
  expect(readText(new Uint8Array([65, 0, 66]), false)).toBeUndefined();
});

test("cells hold delimiters, quotes and line breaks between their quotes", () => {
  expect(readDelimited('a;b\n"x;1";"say ""hi""\nthere"\r\n3;\n', 10)).toEqual([
    ["a", "b"],
    ["x;1", 'say "hi"\nthere'],
    ["3", ""],
  ]);
  expect(readDelimited("a,b\n1,2\n3,4", 2)).toHaveLength(2);
  expect(readDelimited("a\tb\n1\t2", 5)[1]).toEqual(["1", "2"]);
});
