import { expect, test } from "vitest";
import { disposition, savedHeaders, shownHeaders } from "./content-type.ts";

test.each([
  ["a.txt", "text/plain"],
  ["a.LOG", "text/plain"],
  ["a.html", "text/plain"],
  ["a.xml", "text/plain"],
  ["MLmodel", "text/plain"],
  ["mlproject", "text/plain"],
  ["a.png", "image/png"],
  ["a.JPG", "image/jpeg"],
  ["a.jpeg", "image/jpeg"],
  ["a.gif", "image/gif"],
  ["a.webp", "image/webp"],
  ["a.bmp", "image/bmp"],
  ["a.pdf", "application/pdf"],
  ["a.zip", "application/zip"],
  ["a.tar.gz", "application/gzip"],
  ["a.tar", "application/x-tar"],
  ["a.mp3", "audio/mpeg"],
  ["a.wav", "audio/x-wav"],
  ["a.mp4", "video/mp4"],
  ["a.webm", "video/webm"],
  ["a.svg", "application/octet-stream"],
  ["a.bin", "application/octet-stream"],
  ["a", "application/octet-stream"],
])("MLflow's client saves %s as %s", (name, type) => {
  expect(savedHeaders(name)).toEqual({
    "content-type": type,
    "content-disposition": `attachment; filename=${name}`,
    "content-security-policy": "sandbox",
    "cache-control": "private, no-cache",
  });
});

test.each([
  ["a.txt", "text/plain; charset=utf-8", "inline"],
  ["a.PY", "text/plain; charset=utf-8", "inline"],
  ["MLmodel", "text/plain; charset=utf-8", "inline"],
  ["a.png", "image/png", "inline"],
  ["a.webp", "image/webp", "inline"],
  ["a.html", "application/octet-stream", "attachment"],
  ["a.XML", "application/octet-stream", "attachment"],
  ["a.svg", "application/octet-stream", "attachment"],
  ["a.pdf", "application/octet-stream", "attachment"],
  ["a", "application/octet-stream", "attachment"],
])("a browser gets %s as %s, %s", (name, type, kind) => {
  expect(shownHeaders(name)).toEqual({
    "content-type": type,
    "content-disposition": `${kind}; filename=${name}`,
    "content-security-policy": "sandbox",
    "cache-control": "private, no-cache",
  });
});

test("a name that is no token is coded, whatever stands in it", () => {
  expect(disposition("inline", "two words.txt")).toBe("inline; filename*=UTF-8''two%20words.txt");
  expect(disposition("attachment", 'it\'s (a) "*"')).toBe(
    "attachment; filename*=UTF-8''it%27s%20%28a%29%20%22%2A%22",
  );
  expect(disposition("inline", "gr\u00fcn\ud800")).toBe(
    "inline; filename*=UTF-8''gr%C3%BCn%EF%BF%BD",
  );
});
