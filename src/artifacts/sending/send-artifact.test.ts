import { utimesSync } from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Answer } from "#ground/http";
import { openTestServer, type TestServer } from "#test/open-store";
import { ownPlace, placeAt } from "../place.ts";
import { sendArchive } from "./archive.ts";
import { type SendOptions, sendArtifact } from "./send-artifact.ts";

const URI = "mlflow-artifacts:/f/page.html";
const CHANGED = new Date(Date.UTC(2026, 1, 3, 4, 5, 6));
let server: TestServer;
beforeAll(async () => {
  server = await openTestServer({ slices: ["trash", "artifacts"] });
  for (const [path, body] of [
    ["f/page.html", "0123456789"],
    ["f/deep/note.txt", "note"],
  ] as const)
    await fetch(`${server.url}/api/2.0/mlflow-artifacts/artifacts/${path}`, {
      method: "PUT",
      body,
    });
  utimesSync(join(server.context.store.artifacts, "f", "page.html"), CHANGED, CHANGED);
});
afterAll(() => server.close());

const send = (headers: IncomingHttpHeaders = {}, options: SendOptions = {}) =>
  sendArtifact(placeAt(server.context, URI), { headers, ...options });
const text = async ({ body }: Answer) =>
  body instanceof Readable
    ? Buffer.concat(await body.toArray()).toString("latin1")
    : Buffer.from(body ?? "").toString("latin1");

test("a file is sent whole, with its tag and time, and nothing in it can run", async () => {
  const answer = await sendArtifact(placeAt(server.context, URI));
  expect(answer.status).toBe(200);
  expect(answer.headers).toMatchObject({
    "content-type": "application/octet-stream",
    "content-disposition": "attachment; filename=page.html",
    "content-security-policy": "sandbox",
    "content-length": "10",
    "last-modified": "Tue, 03 Feb 2026 04:05:06 GMT",
    "accept-ranges": "bytes",
  });
  expect(answer.headers?.["content-range"]).toBeUndefined();
  expect(await text(answer)).toBe("0123456789");
  const saved = await send({}, { as: "saved" });
  expect(saved.headers?.["content-type"]).toBe("text/plain");
  await text(saved);
});

test("a range is sent as what it is", async () => {
  const answer = await send({ range: "bytes=2-4" });
  expect(answer.status).toBe(206);
  expect(answer.headers).toMatchObject({ "content-range": "bytes 2-4/10", "content-length": "3" });
  expect(await text(answer)).toBe("234");
});

test("a range behind the end is refused with the size", async () => {
  const answer = await send({ range: "bytes=10-" });
  expect([answer.status, answer.headers]).toEqual([
    416,
    { "content-range": "bytes */10", "content-type": "application/json" },
  ]);
  expect(JSON.parse(await text(answer))).toEqual({
    error_code: "INVALID_PARAMETER_VALUE",
    message: "the range begins behind the end of the file, which has 10 bytes",
  });
});

test("who has the file already gets no body, and who asks for the head gets its length", async () => {
  const head = await send({}, { head: true });
  expect([head.status, head.headers?.["content-length"], await text(head)]).toEqual([
    200,
    "10",
    "",
  ]);
  const same = await send({ "if-none-match": String(head.headers?.["etag"]) });
  expect([same.status, same.headers?.["etag"], await text(same)]).toEqual([
    304,
    head.headers?.["etag"],
    "",
  ]);
});

test.each([
  ["mlflow-artifacts:/f/deep", ""],
  ["mlflow-artifacts:/f/none", ""],
  ["mlflow-artifacts:/", ""],
])("%s is no file", async (uri, path) => {
  await expect(sendArtifact(placeAt(server.context, uri))).rejects.toMatchObject({
    code: "ARTIFACTS_UNKNOWN",
    status: 404,
    facts: { path },
  });
});

test("a folder is sent as an archive of paths below it, and a file or nothing is none", async () => {
  const answer = await sendArchive(ownPlace(server.context, "f"), "all of it");
  expect(answer.headers).toEqual({
    "content-type": "application/zip",
    "content-disposition": "attachment; filename*=UTF-8''all%20of%20it.zip",
    "cache-control": "private, no-cache",
  });
  const bytes = await text(answer);
  expect(bytes.startsWith("PK\x03\x04")).toBe(true);
  const names = bytes
    .split("PK\x01\x02")
    .slice(1)
    .map((record) => /^[\w./]+/.exec(record.slice(42))?.[0]);
  expect(names).toEqual(["deep/note.txt", "page.html"]);
  for (const path of ["f/page.html", "f/none"])
    await expect(sendArchive(ownPlace(server.context, path), "x")).rejects.toMatchObject({
      code: "ARTIFACTS_UNKNOWN",
      facts: { path },
    });
  const empty = await sendArchive(placeAt(server.context, "mlflow-artifacts:/nothing"), "x");
  expect((await text(empty)).startsWith("PK\x06\x06")).toBe(true);
});
