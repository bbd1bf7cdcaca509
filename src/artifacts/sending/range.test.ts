import { expect, test } from "vitest";
import { wantedOf } from "./range.ts";

const file = { size: 10, modifiedAt: new Date("2026-01-02T03:04:05.678Z"), tag: "t" };
const part = (from: number, to: number) => ({ status: 206, from, to });
const all = { status: 200, from: 0, to: 10 };

test.each([
  [{}, all],
  [{ range: "bytes=0-3" }, part(0, 4)],
  [{ range: "bytes=4-" }, part(4, 10)],
  [{ range: "bytes=-3" }, part(7, 10)],
  [{ range: "bytes=-30" }, part(0, 10)],
  [{ range: "bytes=5-99" }, part(5, 10)],
  [{ range: "bytes=9-9" }, part(9, 10)],
  [{ range: "bytes=10-" }, { status: 416 }],
  [{ range: "bytes=-0" }, { status: 416 }],
  [{ range: "bytes=5-4" }, all],
  [{ range: "bytes=-" }, all],
  [{ range: "bytes=a-b" }, all],
  [{ range: "items=0-1" }, all],
  [{ range: "bytes=0-1,3-4" }, all],
  [{ range: "bytes=0-3", "if-range": '"t"' }, part(0, 4)],
  [{ range: "bytes=0-3", "if-range": '"u"' }, all],
  [{ range: "bytes=0-3", "if-range": "Fri, 02 Jan 2026 03:04:05 GMT" }, part(0, 4)],
  [{ range: "bytes=0-3", "if-range": "Fri, 02 Jan 2026 03:04:04 GMT" }, all],
  [{ "if-none-match": '"t"' }, { status: 304 }],
  [{ "if-none-match": '"a", W/"t"' }, { status: 304 }],
  [{ "if-none-match": "*" }, { status: 304 }],
  [{ "if-none-match": '"u"' }, all],
  [{ "if-modified-since": "Fri, 02 Jan 2026 03:04:05 GMT" }, { status: 304 }],
  [{ "if-modified-since": "Fri, 02 Jan 2026 03:04:04 GMT" }, all],
  [{ "if-modified-since": "yesterday" }, all],
])("%j is answered with %j", (headers, wanted) => {
  expect(wantedOf(headers, file)).toEqual(wanted);
});

test("an empty file has no ranges", () => {
  const empty = { ...file, size: 0 };
  expect(wantedOf({ range: "bytes=0-" }, empty)).toEqual({ status: 416 });
  expect(wantedOf({ range: "bytes=-5" }, empty)).toEqual({ status: 416 });
  expect(wantedOf({}, empty)).toEqual({ status: 200, from: 0, to: 0 });
});
