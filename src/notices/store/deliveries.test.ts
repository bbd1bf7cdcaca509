import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openTestServer, type TestServer } from "#test/open-store";
import {
  deleteDelivery,
  insertDelivery,
  postponeDelivery,
  selectLanes,
  selectNextDelivery,
} from "./deliveries.ts";
import { deleteNotice, insertNotice, selectNotice } from "./notices.ts";

let server: TestServer;
const write: TestServer["context"]["database"]["write"] = (work) =>
  server.context.database.write(work);
beforeAll(async () => {
  server = await openTestServer({ slices: ["lineage", "artifacts", "runs", "notices"] });
});
afterAll(() => server.close());

const NOTICE = "a".repeat(32);
beforeEach(() =>
  write(async (tx) => {
    await deleteNotice(tx, NOTICE);
    await insertNotice(tx, {
      id: NOTICE,
      project: "shop",
      experiment: null,
      on: ["failed"],
      url: "https://example.org/...",
      sealed: "",
      slack: false,
      link: null,
      user: "ada",
      createdAt: 1,
      toldAt: null,
      problem: null,
    });
    for (const [id, at] of [
      ["d1", 10],
      ["d2", 20],
    ] as const)
      await insertDelivery(tx, { id, notice: NOTICE, body: `{"of":"${id}"}`, at });
  }),
);
const next = async () => (await selectNextDelivery(server.context.database, NOTICE))?.id;
const notice = () => selectNotice(server.context.database, NOTICE);
const lanes = () => selectLanes(server.context.database);

test("deliveries of a notice go one after the other, in the order in which they came", async () => {
  expect(await lanes()).toEqual([{ lane: NOTICE, dueAt: 10 }]);
  expect(await next()).toBe("d1");
  await write((tx) => deleteDelivery(tx, "d1", 30, undefined));
  expect([await next(), (await notice())?.toldAt, (await notice())?.problem]).toEqual([
    ...["d2", 30, null],
  ]);
  await write((tx) => deleteDelivery(tx, "d2", 40, "answered 404"));
  expect([await next(), await lanes()]).toEqual([undefined, []]);
  expect(await notice()).toMatchObject({ toldAt: 30, problem: "answered 404" });
});

test("one that waits to be tried again lets the next one by, and its notice says why", async () => {
  await write((tx) => postponeDelivery(tx, "d1", 500, "answered 500"));
  expect(await next()).toBe("d2");
  expect(await lanes()).toEqual([{ lane: NOTICE, dueAt: 20 }]);
  expect(await notice()).toMatchObject({ toldAt: null, problem: "answered 500" });
});

test("one whose notice was removed while it was under way is gone, and that is no error", async () => {
  await write((tx) => deleteNotice(tx, NOTICE));
  expect(await lanes()).toEqual([]);
  await write((tx) => deleteDelivery(tx, "d1", 30, undefined));
  await write((tx) => postponeDelivery(tx, "d2", 500, "answered 500"));
  expect(await notice()).toBeUndefined();
});
