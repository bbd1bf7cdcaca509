import { Readable } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CarriedRecord, Selection } from "#ground/slice";
import { openTestServer, type TestServer } from "#test/open-store";
import { CARRY } from "./carry.ts";
import { ownPlace } from "./place.ts";
import { storeArtifact } from "./store-artifact.ts";
import { trashArtifact } from "./trash-artifact.ts";

let server: TestServer;
let run: string;
beforeAll(async () => {
  server = await openTestServer({ slices: ["lineage", "trash", "artifacts", "runs"] });
  const made = await server.client.post<{ run: { info: { run_id: string } } }>(
    "/api/2.0/mlflow/runs/create",
    { experiment_id: "0" },
  );
  run = made.run.info.run_id;
});
afterAll(() => server.close());

const record = (id: string, more: object = {}) => ({
  ...{ type: "trashed-artifact", id: id.repeat(32), project: "shop", owner: run, path: "old.txt" },
  ...{ folder: false, bytes: 5, user: "ada", ...more },
});
const take = (...records: CarriedRecord[]) => CARRY.take(server.context, records, "mine");
const give = async (more: Partial<Selection> = {}) => {
  const { records } = await CARRY.give(server.context, {
    ...{ project: undefined, experiment: undefined, filter: undefined, wants: () => true },
    ...{ given: () => "no", signal: new AbortController().signal, ...more },
  });
  const found: CarriedRecord[] = [];
  for await (const one of records) found.push(one as CarriedRecord);
  return found;
};
const files = () => {
  const found = CARRY.kinds[0]?.files;
  if (found === undefined) throw new Error("no files");
  return found;
};
const listed = async (id: string, path?: string) =>
  (await files().list(server.context, id.repeat(32), { path, after: undefined })).files;
const body = (text: string) => Readable.from([Buffer.from(text)]);

test("what lies in the trash is given by where it was among the artifacts of its run", async () => {
  for (const path of [`0/${run}/artifacts/model/deep/a.txt`, "nobody/b.txt"]) {
    const place = ownPlace(server.context, path);
    await storeArtifact(server.context, place, body("hello"));
    await trashArtifact(
      server.context,
      ownPlace(server.context, path.replace("/deep/a.txt", "")),
      "ada",
    );
  }
  const given = await give();
  expect(given.toSorted((a, b) => String(a["path"]).localeCompare(String(b["path"])))).toEqual([
    {
      ...{ type: "trashed-artifact", id: expect.stringMatching(/^[0-9a-f]{32}$/) },
      ...{ project: "default", owner: run, path: "model", folder: true, bytes: 5, user: "ada" },
    },
    {
      ...{ type: "trashed-artifact", id: expect.stringMatching(/^[0-9a-f]{32}$/) },
      ...{ project: "default", owner: "", path: "nobody/b.txt", folder: false, bytes: 5 },
      user: "ada",
    },
  ]);
  for (const none of [{ project: "x" }, { experiment: "e" }, { filter: "f" }])
    expect(await give(none)).toEqual([]);
});

test("one that comes has no files before they came, and is restored to where its run keeps them", async () => {
  const folder = record("b", { folder: true, path: "kept" });
  expect(await take(record("a"), folder)).toEqual([{ outcome: "new" }, { outcome: "new" }]);
  expect(await take(record("a"))).toEqual([{ outcome: "same" }]);
  expect([await listed("a"), await listed("b")]).toEqual([[], []]);
  const store = (id: string, path: string, text: string) =>
    files().store(server.context, id.repeat(32), path, body(text));
  await store("a", "file", "hello");
  await store("b", "deep/c.txt", "more");
  expect(await listed("a")).toEqual([{ path: "file", folder: false, size: 5 }]);
  expect(await listed("b")).toMatchObject([{ path: "deep", folder: true }]);
  expect(await listed("b", "deep")).toEqual([{ path: "deep/c.txt", folder: false, size: 4 }]);
  await server.client.post("/api/fettle/1/trash/restore", {
    ids: ["a".repeat(32), "b".repeat(32)],
  });
  for (const [path, text] of [
    ["old.txt", "hello"],
    ["kept/deep/c.txt", "more"],
  ]) {
    const at = `/api/2.0/mlflow-artifacts/artifacts/0/${run}/artifacts/${path}`;
    const answer = await fetch(server.url + at, {
      headers: { authorization: `Bearer ${server.token}` },
    });
    expect([answer.status, await answer.text()]).toEqual([200, text]);
  }
});

test("one of an owner that is not here, or that would come back among the server's own, is refused", async () => {
  const all = await take(
    record("c", { owner: "f".repeat(32) }),
    record("d", { owner: "", path: ".fettle/incoming/x" }),
    record("e", { path: "../../x" }),
  );
  expect(all.map(({ outcome }) => outcome)).toEqual(["refused", "refused", "refused"]);
  expect(all[0]?.note).toBe(`old.txt in the trash: ${"f".repeat(32)} keeps no artifacts here`);
  await expect(listed("c")).rejects.toMatchObject({ code: "ARTIFACTS_UNKNOWN" });
});
