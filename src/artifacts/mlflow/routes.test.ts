import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestServer, type TestServer } from "#test/open-store";
import { slice } from "../slice.ts";
import { ARTIFACT_ROUTES } from "./artifact-routes.ts";
import { listAnswer } from "./list-answer.ts";
import { UPLOAD_ROUTES } from "./upload-routes.ts";

const API = "/api/2.0/mlflow-artifacts";
let server: TestServer;
beforeAll(async () => {
  const served = { ...slice, routes: async () => [...ARTIFACT_ROUTES, ...UPLOAD_ROUTES] };
  server = await openTestServer({ slices: ["lineage", "trash", served, "runs"] });
});
afterAll(() => server.close());

const ask = async (method: string, path: string, body?: string | object) => {
  const answer = await fetch(path.startsWith("http") ? path : `${server.url}${path}`, {
    method,
    ...(body === undefined
      ? {}
      : typeof body === "string"
        ? { body }
        : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
};
const file = (path: string) => `${API}/artifacts/${path}`;

test.each(["/api", "/ajax-api"])(
  "the proxy below %s stores, tells, sends and deletes",
  async (root) => {
    const base = `${root}/2.0/mlflow-artifacts/artifacts`;
    const folder = `proxy${root.length}`;
    const at = `${base}/${folder}/deep/page.html`;
    expect(await ask("PUT", at, "<b>")).toMatchObject({ status: 200, text: "{}" });
    expect(JSON.parse((await ask("GET", `${base}?path=${folder}`)).text)).toEqual({
      files: [{ path: "deep", is_dir: true }],
    });
    expect(JSON.parse((await ask("GET", `${base}?path=${folder}/deep`)).text)).toEqual({
      files: [{ path: "page.html", is_dir: false, file_size: 3 }],
    });
    for (const [method, text] of [
      ["GET", "<b>"],
      ["HEAD", ""],
    ] as const) {
      const answer = await ask(method, at);
      expect([answer.status, answer.text]).toEqual([200, text]);
      expect(answer.headers.get("content-disposition")).toBe("attachment; filename=page.html");
      expect(answer.headers.get("content-length")).toBe("3");
    }
    expect(await ask("DELETE", at)).toMatchObject({ status: 200, text: "{}" });
    expect((await ask("GET", at)).status).toBe(404);
    expect((await ask("DELETE", at)).status).toBe(200);
  },
);

test("a path that leaves the store is refused, whatever is asked", async () => {
  for (const method of ["GET", "PUT", "DELETE"])
    expect(
      (await ask(method, file("a%2F..%2F..%2Fb"), method === "PUT" ? "x" : undefined)).status,
    ).toBe(400);
});

test("an upload in parts goes to the name that the client's path ends in, whatever its system", async () => {
  const at = (what: string) => `${API}/mpu/${what}/parts/deep`;
  const path = "C:\\models\\big.bin";
  const begun = await ask("POST", at("create"), { path, num_parts: 2 });
  const { upload_id, credentials } = JSON.parse(begun.text) as {
    upload_id: string;
    credentials: { url: string; part_number: number }[];
  };
  expect(credentials.map((one) => one.part_number)).toEqual([1, 2]);
  const parts = [];
  for (const [i, { url, part_number }] of credentials.entries()) {
    expect(url.startsWith(`${server.url}${API}/mpu/part/${upload_id}/${part_number}?`)).toBe(true);
    const put = await ask("PUT", url, i === 0 ? "one " : "two");
    parts.push({ part_number, etag: put.headers.get("etag") });
  }
  const done = await ask("POST", at("complete"), { path, upload_id, parts });
  expect([done.status, done.text]).toEqual([200, "{}"]);
  // An abort that comes too late drops nothing.
  expect((await ask("POST", at("abort"), { path, upload_id })).status).toBe(200);
  expect((await ask("GET", file("parts/deep/big.bin"))).text).toBe("one two");
});

test("an upload in parts answers each step whole, and says what a part or a field lacks", async () => {
  const at = (what: string) => `${API}/mpu/${what}/whole`;
  const begun = await ask("POST", at("create"), { path: "a/b.bin", num_parts: 1 });
  const { upload_id, credentials } = JSON.parse(begun.text);
  expect([begun.status, credentials]).toEqual([
    200,
    [
      {
        part_number: 1,
        headers: {},
        url: expect.stringContaining(`/part/${upload_id}/1?expires=`),
      },
    ],
  ]);
  const url = new URL(credentials[0].url);
  // In chunks, so that nobody says how long it is.
  const put = await fetch(url, {
    method: "PUT",
    body: new Blob(["abc"]).stream(),
    duplex: "half",
  } as RequestInit);
  const etag = put.headers.get("etag") ?? "";
  expect([put.status, etag, await put.text()]).toEqual([
    200,
    expect.stringMatching(/^"[0-9a-f]{32}"$/),
    "",
  ]);
  const refused = async (what: string, body: object) => {
    const { status, text } = await ask("POST", at(what), { path: "b.bin", ...body });
    return [status, JSON.parse(text).message];
  };
  const lost = (number: number) => [400, `the upload has 1 parts; part ${number} was not named`];
  expect(await refused("complete", { upload_id, parts: [{ etag }] })).toEqual(lost(1));
  expect(await refused("complete", { upload_id, parts: [{ part_number: 1 }] })).toEqual([
    400,
    "part 1 did not arrive, or with other content than the tag names",
  ]);
  expect(await refused("complete", { upload_id })).toEqual([
    400,
    "the upload has 1 parts; 0 were named",
  ]);
  for (const what of ["complete", "abort"])
    expect(await refused(what, {})).toEqual([400, expect.stringContaining("'upload_id'")]);
  expect(await refused("create", { path: "", num_parts: 1 })).toEqual([
    400,
    expect.stringContaining("'path'"),
  ]);
  expect(await refused("create", { path: "a/..", num_parts: 1 })).toEqual([400, "Invalid path"]);
  const done = { path: "b.bin", upload_id, parts: [{ part_number: 1, etag }] };
  expect((await ask("POST", at("complete"), done)).status).toBe(200);
  expect((await ask("GET", file("whole/b.bin"))).text).toBe("abc");
  const signed = await ask("GET", `${API}/presigned/whole/b.bin`);
  expect(JSON.parse(signed.text)).toEqual({
    url: expect.stringContaining(`${server.url}${API}/signed/whole/b.bin?expires=`),
    headers: {},
    file_size: 3,
  });
  for (const none of ["whole", "whole/none"])
    expect(JSON.parse((await ask("GET", `${API}/presigned/${none}`)).text)).toMatchObject({
      message: `No artifact "${none}"`,
    });
});

test("a part that was not signed is refused, and an upload that was dropped takes none", async () => {
  const made = await ask("POST", `${API}/mpu/create/parts`, { path: "b", num_parts: 1 });
  const { upload_id, credentials } = JSON.parse(made.text) as {
    upload_id: string;
    credentials: [{ url: string }];
  };
  const [{ url }] = credentials;
  expect((await ask("PUT", url.replace("/1?", "/2?"), "x")).status).toBe(403);
  expect((await ask("PUT", url.replace(/signature=.*/, ""), "x")).status).toBe(403);
  const gone = await ask("POST", `${API}/mpu/abort/parts`, { path: "b", upload_id });
  expect([gone.status, gone.text]).toEqual([200, "{}"]);
  expect((await ask("PUT", url, "x")).status).toBe(404);
});

test("a signed address sends its file in ranges, and no other file", async () => {
  await ask("PUT", file("signed/a.bin"), "0123456789");
  await ask("PUT", file("signed/b.bin"), "other");
  const { url } = JSON.parse((await ask("GET", `${API}/presigned/signed/a.bin`)).text) as {
    url: string;
  };
  const part = await fetch(url, { headers: { range: "bytes=3-4" } });
  expect([part.status, await part.text()]).toEqual([206, "34"]);
  expect((await ask("GET", url.replace("a.bin", "b.bin"))).status).toBe(403);
});

test("a list in MLflow's words has paths from the top, and a token where there is more", async () => {
  const root = "mlflow-artifacts:/many";
  const folder = join(server.context.store.artifacts, "many", "deep");
  mkdirSync(join(folder, "zz"), { recursive: true });
  for (let i = 0; i < 10_000; i += 1) writeFileSync(join(folder, `f${10_000 + i}`), "x");
  const list = (token?: string) =>
    listAnswer(server.context, root, "deep", token) as Promise<{
      files: { path: string }[];
      next_page_token: string | undefined;
    }>;
  const first = await list();
  expect(first.files).toHaveLength(10_000);
  expect(first.files[0]).toEqual({ path: "deep/f10000", is_dir: false, file_size: 1 });
  expect(await list(first.next_page_token)).toEqual({
    root_uri: root,
    files: [{ path: "deep/zz", is_dir: true, file_size: undefined }],
    next_page_token: undefined,
  });
  await expect(list("made up")).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining(
      "Invalid value \"made up\" for parameter 'page_token' supplied: it is not a token that this server gave",
    ),
  });
});
