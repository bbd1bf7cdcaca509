import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestServer, type TestServer } from "#test/open-store";
import { carriedFilesAt } from "./carried-files.ts";

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer({ slices: ["lineage", "trash", "artifacts"] });
});
afterAll(() => server.close());

const { list, store, send } = carriedFilesAt(async (_context, id) => `mlflow-artifacts:/0/${id}`);
const put = (path: string, id = "r1") =>
  store(server.context, id, path, Readable.from([Buffer.from(path)]));
const names = async (path?: string): Promise<string[]> =>
  (await list(server.context, "r1", { path, after: undefined })).files.map((one) => one.path);

test("a file may have any name that a disk lets it have, and comes back under it", async () => {
  const odd = ["a#b", "c\\d", "tab\t", "line\nend", "%2F", "%2e%2e", "C:x", "q?w", ".fettle/x"];
  for (const name of odd) await put(name);
  expect((await names()).sort()).toEqual([...odd.slice(0, -1), ".fettle"].sort());
  expect(await names(".fettle")).toEqual([".fettle/x"]);
  for (const name of odd) {
    const { body } = await send(server.context, "r1", name, {});
    const sent =
      body instanceof Uint8Array ? Buffer.from(body).toString() : await text(body as Readable);
    expect([name, sent]).toEqual([name, name]);
  }
});

test("a path that climbs, is absolute, empty or the store's own is refused", async () => {
  const long = "x/".repeat(2000);
  for (const none of ["../x", "a/../x", "/x", "a//x", "./x", "a/", "a\0b", ".fettle-x", long])
    await expect(put(none)).rejects.toMatchObject({ code: "PATH_INVALID" });
  const top = carriedFilesAt(async () => "mlflow-artifacts:/");
  for (const own of [".fettle/contents/x", ".Fettle/x"])
    await expect(
      top.store(server.context, "", own, Readable.from([Buffer.from("x")])),
    ).rejects.toMatchObject({ code: "PATH_INVALID" });
});
