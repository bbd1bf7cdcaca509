import { expect, test } from "vitest";
import { datasetFromCsv, readDataset, relabel } from "./dataset.ts";

function read(text: string) {
  return datasetFromCsv(Buffer.from(text), "in.csv");
}

test("takes the label from whichever column is not the text", () => {
  expect(read("category,text\nb,two\na,one\n")).toEqual({
    labels: ["a", "b"],
    texts: ["two", "one"],
    targets: Uint16Array.of(1, 0),
  });
});

test.each([
  ["message,intent\nhi,greet\n", 'line 1: expected the columns "text" and one of intent'],
  ["text,intent\nhi,\n", 'line 2: expected a value in "intent", found nothing'],
  ["text,intent\n", "has a header and no rows"],
])("refuses %j", (text, message) => {
  expect(() => read(text)).toThrow(message);
});

test("names a file that is not there, and what was expected in it", () => {
  expect(() => readDataset("no/such.csv")).toThrow(
    "no/such.csv does not exist; expected a CSV file with the columns text and label",
  );
});

test("numbers test rows by the labels of the training rows", () => {
  const test = relabel(read("text,intent\nbye,c\n"), ["a", "b", "c"]);
  expect(test.targets).toEqual(Uint16Array.of(2));
  expect(() => relabel(test, ["a", "b"])).toThrow('the test rows have the label "c"');
});
