import {
  existsSync,
  mkdirSync,
  readdirSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import http from "node:http";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestServer, type TestServer } from "#test/open-store";
import { tidyArtifacts } from "./upkeep.ts";

const PROXY = "/api/2.0/mlflow-artifacts/artifacts";
let server: TestServer;
let run: string;
let folder: string;

beforeEach(async () => {
  server = await openTestServer({ slices: ["lineage", "artifacts", "runs"] });
  const made = await server.client.post<{ run: { info: { run_id: string } } }>(
    "/api/2.0/mlflow/runs/create",
    { experiment_id: "0" },
  );
  run = made.run.info.run_id;
  folder = join(server.context.store.artifacts, "0", run, "artifacts");
});
afterEach(async () => {
  expect(server.logLines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  await server.close();
});

const put = (path: string, body: string | Uint8Array<ArrayBuffer>, at = `0/${run}/artifacts`) =>
  fetch(`${server.url}${PROXY}/${at}/${path}`, { method: "PUT", body });

/** Sends the path as it is written; fetch would resolve what climbs. */
const putRaw = (path: string): Promise<{ status: number; body: string }> =>
  new Promise((resolve, reject) => {
    const request = http.request(
      {
        host: "127.0.0.1",
        port: new URL(server.url).port,
        method: "PUT",
        path: `${PROXY}/0/${run}/artifacts/${path}`,
      },
      (response) => {
        let body = "";
        response.on("data", (chunk: Buffer) => {
          body += chunk.toString();
        });
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
      },
    );
    request.on("error", reject);
    request.end("x");
  });
const get = (path: string) => fetch(`${server.url}${PROXY}/0/${run}/artifacts/${path}`);

test("stores, replaces, lists and sends an artifact", async () => {
  expect((await put("a/gr%C3%BCn%20b.bin", "one")).status).toBe(200);
  expect((await put("a/gr%C3%BCn%20b.bin", "two!")).status).toBe(200);
  const sent = await get("a/gr%C3%BCn%20b.bin");
  expect(await sent.text()).toBe("two!");
  expect(sent.headers.get("content-disposition")).toBe(
    "attachment; filename*=UTF-8''gr%C3%BCn%20b.bin",
  );
  const list = (path: string) =>
    fetch(`${server.url}${PROXY}?path=${encodeURIComponent(path)}`).then((r) => r.json());
  expect(await list(`0/${run}/artifacts`)).toEqual({ files: [{ path: "a", is_dir: true }] });
  expect(await list(`0/${run}/artifacts/a`)).toEqual({
    files: [{ path: "grün b.bin", is_dir: false, file_size: 4 }],
  });
  expect(await list(`0/${run}/artifacts/a/grün b.bin`)).toEqual({ files: [] });
  expect(await list(`0/${run}/artifacts/none`)).toEqual({ files: [] });
});

test("takes more than the limit of a JSON body, and an empty file", async () => {
  const large = new Uint8Array(12 * 1024 * 1024).fill(7);
  expect((await put("large.bin", large)).status).toBe(200);
  expect((await (await get("large.bin")).arrayBuffer()).byteLength).toBe(large.length);
  expect((await put("empty.txt", "")).status).toBe(200);
  expect(await (await get("empty.txt")).text()).toBe("");
});

test("shows nothing of an upload that breaks off", async () => {
  await put("kept.txt", "before");
  await new Promise<void>((resolve) => {
    const request = http.request({
      host: "127.0.0.1",
      port: new URL(server.url).port,
      method: "PUT",
      path: `${PROXY}/0/${run}/artifacts/kept.txt`,
      headers: { "content-length": 1000 },
    });
    request.on("error", () => resolve());
    request.write("half", () => setTimeout(() => request.destroy(), 50));
  });
  const incoming = join(server.context.store.artifacts, ".fettle", "incoming");
  await expect.poll(() => readdirSync(incoming)).toEqual([]);
  expect(readdirSync(folder)).toEqual(["kept.txt"]);
  expect(await (await get("kept.txt")).text()).toBe("before");
});

test("sweeps away what a killed server left a day ago", async () => {
  const incoming = join(server.context.store.artifacts, ".fettle", "incoming");
  mkdirSync(incoming, { recursive: true });
  for (const name of ["old", "new"]) writeFileSync(join(incoming, name), "x");
  utimesSync(join(incoming, "old"), 1, 1);
  await tidyArtifacts(server.context);
  expect(readdirSync(incoming)).toEqual(["new"]);
});

const REFUSED: readonly (readonly [string, string, number])[] = [
  ["climbing", "..%2f..%2fx", 400],
  ["a climbing segment", "a/%2e%2e/x", 400],
  ["a backslash", "a%5cx", 400],
  ["a NUL", "a%00", 400],
  ["a line break", "a%0ab", 400],
  ["a hash", "a%23b", 400],
  ["bytes that are no UTF-8", "a%ff", 400],
  ["a name that is too long", "x".repeat(300), 400],
];

for (const [what, path, status] of REFUSED)
  test(`refuses an upload to a path with ${what}, as a permanent condition`, async () => {
    const refused = await putRaw(path);
    expect(refused.status).toBe(status);
    expect(JSON.parse(refused.body)).toMatchObject({ error_code: expect.any(String) });
    expect(existsSync(join(server.context.store.artifacts, "x"))).toBe(false);
  });

test("refuses an upload outside of any run, across a file, onto a folder, or into a link", async () => {
  await put("file", "x");
  await put("dir/inner", "x");
  mkdirSync(join(server.folder, "outside"));
  symlinkSync(join(server.folder, "outside"), join(folder, "link"));
  const statusOf = async (path: string, at?: string) => (await put(path, "x", at)).status;
  expect(await statusOf("x", `1/${run}/artifacts`)).toBe(404);
  expect(await statusOf("x", `0/${"0".repeat(32)}/artifacts`)).toBe(404);
  expect(await statusOf("x", "5")).toBe(404);
  expect(await statusOf("x", ".fettle/incoming")).toBe(400);
  expect(await statusOf("x", ".Fettle")).toBe(400);
  expect(await statusOf("inner", `0/${run}/artifacts/file`)).toBe(400);
  expect(await statusOf("dir")).toBe(400);
  expect(await statusOf("link/x")).toBe(400);
  expect(readdirSync(join(server.folder, "outside"))).toEqual([]);
});

test("doesn't send what a link leads to", async () => {
  await put("a.txt", "a");
  symlinkSync("/etc/hostname", join(folder, "b.txt"));
  symlinkSync("a.txt", join(folder, "c.txt"));
  expect((await get("b.txt")).status).toBe(404);
  expect((await get("c.txt")).status).toBe(404);
  expect((await get("none.txt")).status).toBe(404);
  expect((await get("a.txt/x")).status).toBe(404);
});

test("sends artifacts so that a browser runs nothing of them", async () => {
  const own = `${server.url}/api/fettle/1/runs/${run}/artifact`;
  for (const [name, type, disposition] of [
    ["page.html", "application/octet-stream", "attachment"],
    ["image.svg", "application/octet-stream", "attachment"],
    ["image.png", "image/png", "inline"],
    ["data.json", "text/plain; charset=utf-8", "inline"],
  ] as const) {
    await put(name, "<script>");
    const { headers } = await fetch(`${own}/${name}`);
    expect(headers.get("content-type")).toBe(type);
    expect(headers.get("content-disposition")).toMatch(new RegExp(`^${disposition};`));
    expect(headers.get("content-security-policy")).toBe("sandbox");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
  }
  const { files } = await server.client.get<{ files: { path: string }[] }>(
    `/api/fettle/1/runs/${run}/artifacts`,
  );
  expect(files.map((file) => file.path)).toEqual([
    "data.json",
    "image.png",
    "image.svg",
    "page.html",
  ]);
});

test("sends ranges, tells what it has without sending it, and spares who has it already", async () => {
  const large = new Uint8Array(700_000).map((_, i) => i % 251);
  await put("large.bin", large);
  const url = `${server.url}${PROXY}/0/${run}/artifacts/large.bin`;
  const ask = (headers: Record<string, string>, method = "GET") => fetch(url, { method, headers });
  const head = await ask({}, "HEAD");
  const etag = head.headers.get("etag") ?? "";
  expect([head.status, head.headers.get("content-length")]).toEqual([200, "700000"]);
  expect(head.headers.get("accept-ranges")).toBe("bytes");
  for (const [range, from, to] of [
    ["bytes=5-9", 5, 10],
    ["bytes=300000-650000", 300_000, 650_001],
    ["bytes=-300000", 400_000, 700_000],
  ] as const) {
    const part = await ask({ range, "if-range": etag });
    expect(part.status).toBe(206);
    expect(Buffer.from(await part.arrayBuffer()).equals(large.subarray(from, to))).toBe(true);
  }
  const behind = await ask({ range: "bytes=700000-" });
  expect([behind.status, behind.headers.get("content-range")]).toEqual([416, "bytes */700000"]);
  expect((await ask({ "if-none-match": etag })).status).toBe(304);
  await put("large.bin", "replaced");
  const anew = await ask({ range: "bytes=5-9", "if-range": etag });
  expect([anew.status, await anew.text()]).toEqual([200, "replaced"]);
});

test("lists a large folder in pages, and to MLflow's client whole", async () => {
  const many = join(folder, "many");
  mkdirSync(many, { recursive: true });
  const names = Array.from({ length: 2500 }, (_, i) => `${i}.txt`);
  for (const name of names) writeFileSync(join(many, name), "");
  const seen: string[] = [];
  let after: string | undefined = "";
  while (after !== undefined) {
    const page: { files: { path: string }[]; next?: string } = await server.client.get(
      `/api/fettle/1/runs/${run}/artifacts`,
      { path: "many", limit: 999, after },
    );
    expect(page.files.length).toBeLessThanOrEqual(999);
    seen.push(...page.files.map((file) => file.path));
    after = page.next;
  }
  const sorted = names.sort();
  expect(seen).toEqual(sorted.map((name) => `many/${name}`));
  const whole = await fetch(`${server.url}${PROXY}?path=0/${run}/artifacts/many`);
  const { files } = (await whole.json()) as { files: { path: string }[] };
  expect(files.map((file) => file.path)).toEqual(sorted);
});

test("takes an upload of MLflow's page, and says what it lacks before anything else", async () => {
  const upload = (query: Record<string, string>, body?: string) =>
    fetch(`${server.url}/ajax-api/2.0/mlflow/upload-artifact?${new URLSearchParams(query)}`, {
      method: "POST",
      ...(body === undefined ? {} : { body }),
    });
  const messages = [];
  for (const query of [
    {},
    { run_uuid: run },
    { run_uuid: run, path: "../x" },
    { run_uuid: run, path: "x" },
  ])
    messages.push(((await (await upload(query)).json()) as { message: string }).message);
  expect(messages).toEqual([
    "Request must specify run_uuid.",
    "Request must specify path.",
    "Invalid path",
    "Request must specify data.",
  ]);
  const tooLarge = await upload({ run_uuid: run, path: "x" }, "x".repeat(10 * 1024 * 1024 + 1));
  expect(tooLarge.status).toBe(400);
  expect((await upload({ run_uuid: run, path: "x.txt" }, "hello")).status).toBe(200);
  const sent = await fetch(`${server.url}/get-artifact?run_uuid=${run}&path=x.txt`);
  expect([await sent.text(), sent.headers.get("content-disposition")]).toEqual([
    "hello",
    "attachment; filename=x.txt",
  ]);
  const climbs = await fetch(`${server.url}/get-artifact?run_id=none&path=../x`);
  expect(await climbs.json()).toMatchObject({ message: "Invalid path" });
});

test("two uploads of one path at once leave one of them whole, and a deleted run takes none", async () => {
  const bodies = ["a", "b", "c", "d"].map((sign) => sign.repeat(300_000));
  const answers = await Promise.all(bodies.map((body) => put("same.bin", body)));
  expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200]);
  expect(bodies).toContain(await (await get("same.bin")).text());
  await server.client.post("/api/2.0/mlflow/runs/delete", { run_id: run });
  const refused = await put("late.txt", "x");
  expect([refused.status, ((await refused.json()) as { message: string }).message]).toEqual([
    400,
    `The run ${run} must be in the 'active' state. Current state is deleted.`,
  ]);
  expect((await get("same.bin")).status).toBe(200);
});

test("takes an empty file in chunks, as MLflow's client sends it", async () => {
  const sent = await new Promise<number | undefined>((resolve, reject) => {
    const request = http.request(
      `${server.url}${PROXY}/0/${run}/artifacts/empty.bin`,
      { method: "PUT", headers: { "transfer-encoding": "chunked" } },
      (response) => resolve(response.resume().statusCode),
    );
    request.on("error", reject);
    request.end();
  });
  expect(sent).toBe(200);
  expect((await get("empty.bin")).headers.get("content-length")).toBe("0");
});
