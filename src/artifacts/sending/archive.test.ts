import { crc32 } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestServer, type TestServer } from "#test/open-store";

let server: TestServer;
let run: string;

beforeEach(async () => {
  server = await openTestServer({ slices: ["lineage", "artifacts", "runs"] });
  const made = await server.client.post<{ run: { info: { run_id: string } } }>(
    "/api/2.0/mlflow/runs/create",
    { experiment_id: "0", run_name: "bright owl" },
  );
  run = made.run.info.run_id;
});
afterEach(() => server.close());

const put = (path: string, body: string | Uint8Array<ArrayBuffer>) =>
  fetch(`${server.url}/api/2.0/mlflow-artifacts/artifacts/0/${run}/artifacts/${path}`, {
    method: "PUT",
    body,
  });
const archive = (path: string) =>
  fetch(`${server.url}/api/fettle/1/runs/${run}/archive?path=${encodeURIComponent(path)}`);

/** The files of an archive, read as APPNOTE says: from the end, by the central directory, whose word is checked. */
function unzip(bytes: Buffer): Record<string, Buffer> {
  const end = bytes.length - 22;
  expect(bytes.readUInt32LE(end)).toBe(0x06054b50);
  expect(bytes.readUInt32LE(end - 20)).toBe(0x07064b50);
  const record = Number(bytes.readBigUInt64LE(end - 20 + 8));
  expect(bytes.readUInt32LE(record)).toBe(0x06064b50);
  const count = Number(bytes.readBigUInt64LE(record + 32));
  let at = Number(bytes.readBigUInt64LE(record + 48));
  const files: Record<string, Buffer> = {};
  for (let i = 0; i < count; i += 1) {
    expect(bytes.readUInt32LE(at)).toBe(0x02014b50);
    const nameLength = bytes.readUInt16LE(at + 28);
    const name = bytes.toString("utf8", at + 46, at + 46 + nameLength);
    const extra = at + 46 + nameLength;
    const size = Number(bytes.readBigUInt64LE(extra + 4));
    const local = Number(bytes.readBigUInt64LE(extra + 20));
    expect(bytes.readUInt32LE(local)).toBe(0x04034b50);
    const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const content = bytes.subarray(from, from + size);
    expect(crc32(content)).toBe(bytes.readUInt32LE(at + 16));
    expect(bytes.readUInt32LE(from + size + 4)).toBe(crc32(content));
    files[name] = content;
    at = extra + bytes.readUInt16LE(at + 30);
  }
  return files;
}

test("a folder comes as an archive with all files below it, small, large and empty", async () => {
  const large = new Uint8Array(700_000).fill(9);
  await put("model/MLmodel", "flavors: {}");
  await put("model/deep/gr%C3%BCn.bin", large);
  await put("model/deep/empty", "");
  await put("other.txt", "not in it");
  const answer = await archive("model");
  expect(answer.headers.get("content-disposition")).toBe("attachment; filename=model.zip");
  const files = unzip(Buffer.from(await answer.arrayBuffer()));
  expect(Object.keys(files)).toEqual(["MLmodel", "deep/empty", "deep/grün.bin"]);
  expect(files["MLmodel"]?.toString()).toBe("flavors: {}");
  expect(files["deep/grün.bin"]?.equals(large)).toBe(true);
});

test("a run without artifacts is an empty archive under the run's name", async () => {
  const answer = await archive("");
  expect(answer.headers.get("content-disposition")).toContain("bright%20owl.zip");
  expect(unzip(Buffer.from(await answer.arrayBuffer()))).toEqual({});
});

test("a file, or a folder that is not there, is no archive", async () => {
  await put("a.txt", "a");
  expect((await archive("a.txt")).status).toBe(404);
  expect((await archive("none")).status).toBe(404);
  expect((await archive("../..")).status).toBe(400);
});
