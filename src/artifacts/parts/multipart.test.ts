import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
} from "node:fs";
import http from "node:http";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lookAtClock, systemClock } from "#ground/clock";
import { openTestServer, type TestServer } from "#test/open-store";
import { ownPlace } from "../place.ts";
import { tidyArtifacts } from "../upkeep.ts";
import { createUpload, dropOldUploads, storePart } from "./multipart.ts";

const API = "/api/2.0/mlflow-artifacts";
let server: TestServer;
let root: string;
let now: number;

beforeEach(async () => {
  now = Date.now();
  const clock = { ...systemClock, now: () => now };
  server = await openTestServer({ slices: ["lineage", "artifacts", "runs"], clock });
  const made = await server.client.post<{ run: { info: { artifact_uri: string } } }>(
    "/api/2.0/mlflow/runs/create",
    { experiment_id: "0" },
  );
  root = made.run.info.artifact_uri.replace("mlflow-artifacts:/", "");
});
afterEach(() => server.close());

type Begun = { upload_id: string; credentials: { url: string; part_number: number }[] };
const PATH = "/home/ada/big model.bin";

const ask = (verb: string, body: object) =>
  fetch(`${server.url}${API}/mpu/${verb}/${root}/deep`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ path: PATH, ...body }),
  });
const begin = async (parts: number) =>
  (await (await ask("create", { num_parts: parts })).json()) as Begun;
const send = async (url: string, body: string) => {
  const answer = await fetch(url, { method: "PUT", body });
  return { status: answer.status, etag: answer.headers.get("etag") ?? "" };
};
const complete = async (id: string, tags: readonly string[]) =>
  (
    await ask("complete", {
      upload_id: id,
      parts: tags.map((etag, i) => ({ part_number: i + 1, etag, url: "" })),
    })
  ).status;
const stored = () => fetch(`${server.url}${API}/artifacts/${root}/deep/big%20model.bin`);
const partsLeft = () => {
  const folder = join(server.context.store.artifacts, ".fettle", "parts");
  return existsSync(folder) ? readdirSync(folder) : [];
};

test("parts of any order, one of them sent twice, become the artifact; and the completion may be sent again", async () => {
  const { upload_id, credentials } = await begin(3);
  const [one, two, three] = credentials.map(({ url }) => url) as [string, string, string];
  const last = await send(three, "ccc");
  await send(one, "half");
  const first = await send(one, "aaa");
  const second = await send(two, "bbb");
  expect((await stored()).status).toBe(404);
  const tags = [first.etag, second.etag, last.etag];
  const both = [complete(upload_id, tags), complete(upload_id, tags)];
  expect(await Promise.all(both)).toEqual([200, 200]);
  expect(await complete(upload_id, tags)).toBe(200);
  expect(await (await stored()).text()).toBe("aaabbbccc");
  expect(partsLeft()).toEqual([]);
  expect((await send(one, "late")).status).toBe(404);
});

test("a part that is missing, or another than arrived, keeps the artifact away", async () => {
  const { upload_id, credentials } = await begin(2);
  const { etag } = await send(credentials[0]?.url ?? "", "aaa");
  expect(await complete(upload_id, [etag])).toBe(400);
  expect(await complete(upload_id, [etag, etag])).toBe(400);
  expect(await complete(upload_id, [etag, "../../../fettle.db"])).toBe(400);
  expect((await stored()).status).toBe(404);
});

/** `1,1,3` names the parts with these numbers, each by a tag that arrived for the number. */
test.each(["1,1,3", "1,1,2,3", "1,3", "0,1,2", "2,3,4", "1,2,2", "1.5,2,3", ""])(
  "a completion that names the parts %s of three is refused, and the right one is taken after it",
  async (named) => {
    const { upload_id, credentials } = await begin(3);
    const tags: string[] = [];
    for (const [i, body] of ["aaa", "bbb", "ccc"].entries())
      tags.push((await send(credentials[i]?.url ?? "", body)).etag);
    const parts = (named === "" ? [] : named.split(",").map(Number)).map((number) => ({
      part_number: number,
      etag: tags[number - 1] ?? tags[0],
      url: "",
    }));
    const refused = await ask("complete", { upload_id, parts });
    expect(refused.status).toBe(400);
    expect((await stored()).status).toBe(404);
    expect(await complete(upload_id, tags)).toBe(200);
    expect(await (await stored()).text()).toBe("aaabbbccc");
  },
);

test("a completion says which part it lacks", async () => {
  const { upload_id, credentials } = await begin(3);
  const { etag } = await send(credentials[0]?.url ?? "", "aaa");
  const messageOf = async (...numbers: number[]) => {
    const parts = numbers.map((number) => ({ part_number: number, etag, url: "" }));
    return ((await (await ask("complete", { upload_id, parts })).json()) as { message: string })
      .message;
  };
  expect(await messageOf(1, 1, 3)).toBe("the upload has 3 parts; part 2 was not named");
  expect(await messageOf(0, 1, 2)).toBe("the upload has 3 parts; part 3 was not named");
  expect(await messageOf(1, 2)).toBe("the upload has 3 parts; 2 were named");
});

test("parts may be named in any order", async () => {
  const { upload_id, credentials } = await begin(2);
  const parts: object[] = [];
  for (const [i, body] of ["aaa", "bbb"].entries()) {
    const { etag } = await send(credentials[i]?.url ?? "", body);
    parts.unshift({ part_number: i + 1, etag, url: "" });
  }
  expect((await ask("complete", { upload_id, parts })).status).toBe(200);
  expect(await (await stored()).text()).toBe("aaabbb");
});

test("an abort drops the parts, and may be sent again", async () => {
  const { upload_id, credentials } = await begin(1);
  await send(credentials[0]?.url ?? "", "aaa");
  for (let i = 0; i < 2; i += 1) expect((await ask("abort", { upload_id })).status).toBe(200);
  expect(partsLeft()).toEqual([]);
  expect((await send(credentials[0]?.url ?? "", "aaa")).status).toBe(404);
});

test("an address is good for its own part alone, and for a day", async () => {
  const { credentials } = await begin(2);
  const [one, two] = credentials.map(({ url }) => url) as [string, string];
  expect((await send(one.replace(/\/1\?/, "/2?"), "x")).status).toBe(403);
  expect((await send(one.replace(/\?.*/, ""), "x")).status).toBe(403);
  expect((await send(one.replace(/expires=\d/, "expires=9"), "x")).status).toBe(403);
  now += 24 * 3_600_000 + 1;
  expect((await send(two, "x")).status).toBe(403);
});

test("parts wait in one file, each in its place, which becomes the artifact itself", async () => {
  const { upload_id, credentials } = await begin(3);
  const tags: string[] = [];
  for (const i of [1, 0, 2])
    tags[i] = (await send(credentials[i]?.url ?? "", ["aaaa", "bbbb", "cc"][i] ?? "")).etag;
  const waiting = join(server.context.store.artifacts, ".fettle", "parts", upload_id);
  expect(readdirSync(waiting).sort()).toEqual(["arrived", "content"]);
  const { ino } = statSync(join(waiting, "content"));
  expect(await complete(upload_id, tags)).toBe(200);
  const path = join(server.context.store.artifacts, root, "deep", "big model.bin");
  expect(readFileSync(path, "utf8")).toBe("aaaabbbbcc");
  expect([statSync(path).ino, statSync(path).mode & 0o777]).toEqual([ino, 0o444]);
});

test("a part that breaks off leaves its place to the attempt that follows", async () => {
  const { upload_id, credentials } = await begin(2);
  const [one, two] = credentials.map(({ url }) => url) as [string, string];
  await new Promise((resolve) => {
    const request = http.request(one, { method: "PUT", headers: { "content-length": "4" } });
    request.on("error", resolve);
    request.write("xx", () => setTimeout(() => request.destroy(), 50));
  });
  const tags = [(await send(one, "aaaa")).etag, (await send(two, "bb")).etag];
  expect(await complete(upload_id, tags)).toBe(200);
  expect(await (await stored()).text()).toBe("aaaabb");
});

test("parts of different lengths become the artifact too", async () => {
  const { upload_id, credentials } = await begin(3);
  const tags: string[] = [];
  for (const [i, body] of ["a", "bbbb", "cccccc"].entries())
    tags.push((await send(credentials[i]?.url ?? "", body)).etag);
  expect(await complete(upload_id, tags)).toBe(200);
  expect(await (await stored()).text()).toBe("abbbbcccccc");
});

test("what lies below a deleted run is not made of parts, which wait for the run to come back", async () => {
  const { upload_id, credentials } = await begin(1);
  const { etag } = await send(credentials[0]?.url ?? "", "aaaa");
  const run = root.split("/")[1] ?? "";
  const change = (verb: string) =>
    server.client.post(`/api/2.0/mlflow/runs/${verb}`, { run_id: run });
  await change("delete");
  expect(await complete(upload_id, [etag])).toBe(400);
  await change("restore");
  expect(await complete(upload_id, [etag])).toBe(200);
  expect(await (await stored()).text()).toBe("aaaa");
});

test("what nobody finished is swept away after a day", async () => {
  const { credentials } = await begin(1);
  await send(credentials[0]?.url ?? "", "aaa");
  await tidyArtifacts(server.context);
  expect(partsLeft()).toHaveLength(1);
  now += 26 * 3_600_000;
  await tidyArtifacts(server.context);
  expect(partsLeft()).toEqual([]);
});

test("what is under way outlives a clock that jumps ahead", async () => {
  const { credentials } = await begin(1);
  await send(credentials[0]?.url ?? "", "aaa");
  const clock = { now: () => now, sleep: systemClock.sleep };
  await lookAtClock(server.context.database, clock, 0);
  now += 730 * 24 * 3_600_000;
  await tidyArtifacts({ ...server.context, clock });
  expect(partsLeft()).toHaveLength(1);
});

test("parts that came for no upload of this store are swept away after a day: another store's may lie there", async () => {
  const folder = join(server.context.store.artifacts, ".fettle", "parts", "another");
  mkdirSync(folder, { recursive: true });
  await tidyArtifacts(server.context);
  expect(partsLeft()).toEqual(["another"]);
  now += 26 * 3_600_000;
  await tidyArtifacts(server.context);
  expect(partsLeft()).toEqual([]);
});

test("an upload is of its own path alone, whoever completes or aborts it", async () => {
  const { upload_id, credentials } = await begin(1);
  const { etag } = await send(credentials[0]?.url ?? "", "aaa");
  const parts = [{ part_number: 1, etag, url: "" }];
  const unknown = async (answer: Response) => {
    expect(answer.status).toBe(404);
    return ((await answer.json()) as { message: string }).message;
  };
  const words = (id: string) =>
    `no upload "${id}" in parts; it may be complete, aborted, or older than a day`;
  expect(await unknown(await ask("complete", { upload_id, parts, path: "other.bin" }))).toBe(
    words(upload_id),
  );
  expect(await unknown(await ask("complete", { upload_id: "none", parts }))).toBe(words("none"));
  expect((await ask("abort", { upload_id, path: "other.bin" })).status).toBe(200);
  expect(partsLeft()).toEqual([upload_id]);
  expect(await complete(upload_id, [etag])).toBe(200);
  await expect(
    storePart(server.context, upload_id, 1, Readable.from([Buffer.from("x")]), 1),
  ).rejects.toMatchObject({ code: "ARTIFACTS_UPLOAD_UNKNOWN", facts: { id: upload_id } });
});

test("what the disk says against a part is told with the artifact's path", async () => {
  const place = ownPlace(server.context, `${root}/full.bin`);
  const id = await createUpload(server.context, place, 1);
  const failing = async function* (code: string) {
    yield Buffer.from("x");
    throw Object.assign(new Error(code), { code });
  };
  const part = (code: string) => storePart(server.context, id, 1, failing(code), 1);
  await expect(part("ENOSPC")).rejects.toMatchObject({
    code: "DISK_FULL",
    facts: { path: join(server.context.store.artifacts, root, "full.bin") },
  });
  await expect(part("ENOTDIR")).rejects.toMatchObject({
    code: "OBJECT_INVALID",
    facts: { path: `${root}/full.bin` },
  });
});

test("uploads and parts are swept when they are older than a day and an hour, and no other goes", async () => {
  const DAY_MS = 25 * 3_600_000;
  now = Math.floor(now / 1000) * 1000;
  const { upload_id: done, credentials } = await begin(1);
  const { etag } = await send(credentials[0]?.url ?? "", "aaa");
  await complete(done, [etag]);
  now += 1000;
  const { upload_id: later } = await begin(1);
  const uploads = async () =>
    (
      await server.context.database.all<{ id: string }>(
        "SELECT id FROM artifacts_upload ORDER BY created_at",
      )
    ).map(({ id }) => id);
  const folder = join(server.context.store.artifacts, ".fettle", "parts");
  for (const [name, at] of [
    ["before", now - 1000],
    ["at", now],
    ["after", now + 1000],
  ] as const) {
    mkdirSync(join(folder, name), { recursive: true });
    utimesSync(join(folder, name), at / 1000, at / 1000);
  }
  now += DAY_MS - 1000;
  await tidyArtifacts(server.context);
  expect([await uploads(), partsLeft()]).toEqual([
    [done, later],
    ["after", "at", "before"],
  ]);
  now += 1000;
  await tidyArtifacts(server.context);
  expect([await uploads(), partsLeft()]).toEqual([[later], ["after", "at"]]);
});

test("parts that another server took away while others are swept are no trouble", async () => {
  const folder = join(server.context.store.artifacts, ".fettle", "parts");
  for (const name of ["a", "b", "c"]) mkdirSync(join(folder, name), { recursive: true });
  now += 26 * 3_600_000;
  const { database } = server.context;
  const get: typeof database.get = (...asked) => {
    rmSync(join(folder, "b"), { recursive: true, force: true });
    return database.get(...asked);
  };
  await dropOldUploads({ ...server.context, database: { ...database, get } });
  expect(partsLeft()).toEqual([]);
});

test.each([0, -1, 10_001])("an upload of %i parts is refused", async (parts) => {
  expect((await ask("create", { num_parts: parts })).status).toBe(400);
});

test("a file is fetched in ranges from a signed address, which is no other file's", async () => {
  await fetch(`${server.url}${API}/artifacts/${root}/a%20b%25.txt`, {
    method: "PUT",
    body: "0123456789",
  });
  const signed = async () =>
    (await (await fetch(`${server.url}${API}/presigned/${root}/a%20b%25.txt`)).json()) as {
      url: string;
      file_size: number;
    };
  const { url, file_size } = await signed();
  expect(file_size).toBe(10);
  const part = await fetch(url, { headers: { range: "bytes=2-4" } });
  expect([part.status, await part.text(), part.headers.get("content-range")]).toEqual([
    206,
    "234",
    "bytes 2-4/10",
  ]);
  expect((await fetch(url.replace("a%20b", "c"))).status).toBe(403);
  expect((await fetch(`${server.url}${API}/presigned/${root}/none`)).status).toBe(404);
  const run = root.split("/")[1];
  const byRun = await fetch(`${server.url}/api/2.0/mlflow/artifacts/presigned-download-url`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ run_id: run, path: "a b%.txt" }),
  });
  const { presigned_url } = (await byRun.json()) as { presigned_url: string };
  expect(await (await fetch(presigned_url)).text()).toBe("0123456789");
});

test("an upload has 1 to 10,000 parts, and takes no part beside them", async () => {
  for (const parts of [undefined, 0, 10_001]) {
    const refused = await ask("create", parts === undefined ? {} : { num_parts: parts });
    expect(refused.status).toBe(400);
    expect(await refused.text()).toContain(`an upload has 1 to 10000 parts, not ${parts ?? 0}`);
  }
  const place = ownPlace(server.context, `${root}/bounds.bin`);
  for (const parts of [1, 10_000]) await createUpload(server.context, place, parts);
  const id = await createUpload(server.context, place, 2);
  const part = (number: number) =>
    storePart(server.context, id, number, Readable.from([Buffer.from("x")]), 1);
  for (const none of [0, 3, 1.5])
    await expect(part(none)).rejects.toMatchObject({
      message: expect.stringContaining(`there is no part ${none} in an upload of 2 parts`),
    });
  for (const number of [1, 2]) expect(await part(number)).toMatch(/^[0-9a-f]{32}$/);
});
