import { afterEach, beforeEach, expect, test } from "vitest";
import { type CarryingSlice, carryingSlice } from "#test/carrying-slice";
import { openTestServer, type TestServer } from "#test/open-store";

const API = "/api/fettle/1/transfer";
let carrying: CarryingSlice;
let server: TestServer;
beforeEach(async () => {
  carrying = carryingSlice();
  server = await openTestServer({ slices: ["transfer", carrying.slice] });
});
afterEach(() => server.close());

const ask = (method: string, path: string, body?: string) =>
  fetch(`${server.url}${API}/${path}`, {
    ...{ method, ...(body === undefined ? {} : { body }) },
    headers: { authorization: `Bearer ${server.token}` },
  });
const post = (path: string, body: object) => server.client.post(`${API}/${path}`, body);
const refused = { code: "REQUEST_INVALID", status: 400 };

test("kinds are told in their order, with what each has", async () => {
  expect(await server.client.get(`${API}/kinds`)).toEqual({
    kinds: [
      { name: "box", title: "box of goods", key: "id", files: false, trash: true },
      { name: "run", title: "run", key: "id", files: true, trash: true },
      { name: "points", title: "series of points", key: null, files: false, trash: false },
    ],
  });
});

test("what is taken in is held to its limits, the last of which is still taken", async () => {
  const records = (count: number, type = "box") =>
    Array.from({ length: count }, (_, i) => ({ type, id: String(i) }));
  for (const [project, some] of [
    ["p", records(1000)],
    ["p".repeat(250), []],
    ["p", records(1, "t")],
    ["p", records(1, "t".repeat(100))],
  ] as const)
    expect(await post("import", { project, records: some })).toMatchObject({
      results: { length: some.length },
    });
  for (const [project, some] of [
    ["p", records(1001)],
    ["", []],
    ["p".repeat(251), []],
    ["p", records(1, "")],
    ["p", records(1, "t".repeat(101))],
    ["p", [{ id: "x" }]],
  ] as const)
    await expect(post("import", { project, records: some })).rejects.toMatchObject(refused);
});

test("what goes into the trash is named by its kind and id, within their limits", async () => {
  for (const id of ["b", "b".repeat(500)])
    expect(await post("trash", { of: "box", id })).toEqual({});
  expect(carrying.done).toEqual(["trashed box b", `trashed box ${"b".repeat(500)}`]);
  for (const of of ["k", "k".repeat(100), "points"])
    await expect(post("trash", { of, id: "b" })).rejects.toMatchObject({
      ...{ code: "TRANSFER_KIND", status: 404 },
      message: `records of the kind "${of}" have no place in the trash`,
    });
  for (const none of [
    ...[
      { of: "", id: "b" },
      { of: "k".repeat(101), id: "b" },
    ],
    ...[{ of: "box", id: "" }, { of: "box", id: "b".repeat(501) }, { of: "box" }],
  ])
    await expect(post("trash", none)).rejects.toMatchObject(refused);
});

test("files are stored, listed a page at a time, and sent as they are", async () => {
  for (const name of ["a", "b c", "d"]) {
    const stored = await ask("PUT", `files/run/r1/deep/${encodeURIComponent(name)}`, name);
    expect([stored.status, await stored.json()]).toEqual([200, {}]);
  }
  const list = (query: object) => server.client.get(`${API}/files/run/r1`, query as never);
  expect(await list({})).toEqual({ files: [{ path: "deep", folder: true, size: 0 }] });
  expect(await list({ path: "deep" })).toEqual({
    files: [
      { path: "deep/a", folder: false, size: 1 },
      { path: "deep/b c", folder: false, size: 3 },
    ],
    next: "b c",
  });
  expect(await list({ path: "deep", after: "b c" })).toEqual({
    files: [{ path: "deep/d", folder: false, size: 1 }],
  });
  const sent = await ask("GET", "files/run/r1/deep/b%20c");
  expect([sent.status, await sent.text()]).toEqual([200, "b c"]);
  for (const query of [{ path: "p".repeat(4096) }, { after: "p".repeat(4096) }])
    expect(await list(query)).toMatchObject({ files: expect.any(Array) });
  for (const query of [{ path: "p".repeat(4097) }, { after: "p".repeat(4097) }])
    await expect(list(query)).rejects.toMatchObject(refused);
});

test("files of a kind that has none are refused by each route alike", async () => {
  for (const [method, path] of [
    ...[["GET", "files/box/b1"] as const, ["GET", "files/box/b1/a"] as const],
    ["PUT", "files/box/b1/a"] as const,
  ]) {
    const answer = await ask(method, path, method === "PUT" ? "x" : undefined);
    expect([answer.status, await answer.json()]).toMatchObject([
      404,
      {
        error_code: "TRANSFER_KIND",
        message: 'records of the kind "box" have no files',
      },
    ]);
  }
});

test("an export is JSON lines, with the count of what takes longest before them", async () => {
  carrying.given = [
    { type: "box", id: "b" },
    { type: "run", id: "r" },
  ];
  const answer = await ask("GET", "export");
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    "content-type": "application/jsonl; charset=utf-8",
    "x-fettle-counted": "run 1",
  });
  expect(await answer.text()).toBe('{"type":"box","id":"b"}\n{"type":"run","id":"r"}\n');
  carrying.counts = false;
  expect((await ask("GET", "export")).headers.has("x-fettle-counted")).toBe(false);
  expect((await ask("GET", "export?points=no")).status).toBe(400);
  expect((await ask("GET", "export?registry=no")).status).toBe(400);
  expect((await ask("GET", `export?kinds=${"k".repeat(1000)}`)).status).toBe(200);
  expect((await ask("GET", `export?kinds=${"k".repeat(1001)}`)).status).toBe(400);
});
