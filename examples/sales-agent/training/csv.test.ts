import { expect, test } from "vitest";
import { csvLine, parseCsv } from "./csv.ts";

function parse(text: string): string[][] {
  return parseCsv(Buffer.from(text), "in.csv").map((record) => record.fields);
}

test("reads quotes, doubled quotes, commas and line breaks inside a field", () => {
  expect(parse('text,intent\n"a ""b"", c\nd",greet\n')).toEqual([
    ["text", "intent"],
    ['a "b", c\nd', "greet"],
  ]);
});

test("reads CRLF, a byte order mark and a last line without its end", () => {
  expect(parse("\uFEFFa,b\r\n1,\r\n,2")).toEqual([
    ["a", "b"],
    ["1", ""],
    ["", "2"],
  ]);
});

test("counts the lines inside quoted fields", () => {
  const records = parseCsv(Buffer.from('a\n"1\n2"\n3\n'), "in.csv");
  expect(records.map((record) => record.line)).toEqual([1, 2, 4]);
});

test.each([
  ['a\n"b"c\n', 'in.csv, line 2: expected a comma or the end of the line after a field, found "c"'],
  ['a\nb"c\n', "in.csv, line 2: found a quote inside a field without quotes"],
  ['a\n"b\nc\n', "in.csv, line 2: expected a closing quote, found the end of the file"],
  ["a,b\n1,2\n3\n", "in.csv, line 3: expected 2 fields as in the header, found 1"],
  [
    "a\nb\rc\n",
    'in.csv, line 2: expected a comma or the end of the line after a field, found "\\r"',
  ],
  ["", "in.csv is empty; expected a header line"],
])("refuses %j and says where and what was expected", (text, message) => {
  expect(() => parse(text)).toThrow(message);
});

test.each([
  ["a byte that starts nothing", [0x61, 0x62, 0xff, 0x63], 2],
  ["Latin-1 in the middle of a word", [...Buffer.from("text\ncaf"), 0xe9, 0x0a], 9],
  ["a character cut off by the end of the file", [0x61, 0xe2, 0x82], 3],
])("refuses %s and names the byte", (_, bytes, offset) => {
  expect(() => parseCsv(Uint8Array.from(bytes), "in.csv")).toThrow(
    `in.csv is not UTF-8 from byte offset ${offset} on`,
  );
});

test("what csvLine writes, parseCsv reads back", () => {
  const fields = ['say "hi"', "a,b", "two\nlines", "", " spaced "];
  expect(parse(`${csvLine(["a", "b", "c", "d", "e"])}\n${csvLine(fields)}\n`)[1]).toEqual(fields);
});
