import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openTestServer, type TestServer } from "#test/open-store";
import {
  deleteDelivery,
  insertDelivery,
  postponeDelivery,
  selectLanes,
  selectNextDelivery,
} from "./deliveries.ts";
import { deleteNotice, insertNotice, selectNotice, selectNotices } from "./notices.ts";

let server: TestServer;
// The runs' migrations make the tables; without the slice itself nothing is sent meanwhile.
beforeAll(async () => {
  server = await openTestServer({ slices: ["lineage", "artifacts", "runs"] });
});
afterAll(() => server.close());
beforeEach(async () => {
  await server.context.database.write(async (tx) => {
    await tx.run("DELETE FROM notices_delivery");
    await tx.run("DELETE FROM notices_notice");
  });
});

const write: TestServer["context"]["database"]["write"] = (run) =>
  server.context.database.write(run);
const db = () => server.context.database;
const NOTICE = {
  id: "a",
  project: "shop",
  experiment: "intents/",
  on: ["failed", "lost"],
  url: "https://example.org/...",
  sealed: "sealed",
  slack: true,
  link: null,
  user: "ada",
  createdAt: 5,
  toldAt: null,
  problem: null,
} as const;
const notice = (id: string, more: object = {}) =>
  write((tx) => insertNotice(tx, { ...NOTICE, id, ...more }));
const wait = (id: string, to: string, at: number) =>
  write((tx) => insertDelivery(tx, { id, notice: to, body: `body of ${id}`, at }));

test("a notice is read as it was written, and one of the same id stays as it is", async () => {
  await notice("a");
  await notice("a", { project: "other" });
  expect(await selectNotice(db(), "a")).toEqual(NOTICE);
  expect(await selectNotice(db(), "none")).toBeUndefined();
});

test("notices come by project, time and id", async () => {
  await notice("c", { createdAt: 1, slack: false });
  await notice("b");
  await notice("a");
  await notice("z", { project: "bakery" });
  const ids = async (project?: string) => (await selectNotices(db(), project)).map(({ id }) => id);
  expect(await ids()).toEqual(["z", "c", "a", "b"]);
  expect(await ids("shop")).toEqual(["c", "a", "b"]);
  expect(await ids("none")).toEqual([]);
});

test("each notice is a lane of its own, and sends first what is due first", async () => {
  await wait("late", "a", 9);
  await wait("soon", "a", 7);
  await wait("only", "b", 8);
  const lanes = (await selectLanes(db())).sort((one, other) => one.dueAt - other.dueAt);
  expect(lanes).toEqual([
    { lane: "a", dueAt: 7 },
    { lane: "b", dueAt: 8 },
  ]);
  expect(await selectNextDelivery(db(), "a")).toEqual({
    id: "soon",
    notice: "a",
    body: "body of soon",
    attempts: 0,
  });
  expect(await selectNextDelivery(db(), "c")).toBeUndefined();
});

test("a postponed delivery lets others go first, and its notice tells the problem until one arrives", async () => {
  await notice("a");
  await notice("b");
  await wait("d1", "a", 1);
  await wait("d2", "a", 2);
  await write((tx) => postponeDelivery(tx, "d1", 50, "answered 500"));
  expect((await selectNextDelivery(db(), "a"))?.id).toBe("d2");
  const state = async (id: string) => {
    const found = await selectNotice(db(), id);
    return [found?.toldAt, found?.problem];
  };
  expect(await state("a")).toEqual([null, "answered 500"]);
  await write((tx) => deleteDelivery(tx, "d2", 60, undefined));
  expect(await state("a")).toEqual([60, null]);
  expect(await selectNextDelivery(db(), "a")).toMatchObject({ id: "d1", attempts: 1 });
  await write((tx) => deleteDelivery(tx, "d1", 70, "gave up"));
  expect(await state("a")).toEqual([60, "gave up"]);
  expect(await state("b")).toEqual([null, null]);
  expect(await selectLanes(db())).toEqual([]);
});

test("a delivery that is gone already changes nothing", async () => {
  await notice("a");
  await write((tx) => deleteDelivery(tx, "none", 1, "x"));
  await write((tx) => postponeDelivery(tx, "none", 1, "x"));
  expect(await selectNotice(db(), "a")).toEqual(NOTICE);
});

test("a notice goes with what it still had to send, and nothing of another", async () => {
  await notice("a");
  await notice("b");
  await wait("d1", "a", 1);
  await wait("d2", "b", 1);
  await write((tx) => deleteNotice(tx, "a"));
  expect((await selectNotices(db(), undefined)).map(({ id }) => id)).toEqual(["b"]);
  expect(await selectLanes(db())).toEqual([{ lane: "b", dueAt: 1 }]);
});
