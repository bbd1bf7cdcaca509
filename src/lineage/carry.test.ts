import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { CarriedRecord, LeftRecord, Selection } from "#ground/slice";
import { openTestServer, type TestServer } from "#test/open-store";
import { CARRY } from "./carry.ts";
import { selectEdges } from "./store/select-edges.ts";

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer({ slices: ["lineage"] });
});
afterAll(() => server.close());
beforeEach(() => server.context.database.write((tx) => tx.run("DELETE FROM lineage_edge")));

const edge = (from: string, to: string, more: object = {}): CarriedRecord => ({
  type: "edge",
  project: "shop",
  from: { kind: "run", id: from },
  to: { kind: "model", id: to },
  relation: "produced",
  at: 5,
  ...more,
});
const take = async (...records: CarriedRecord[]) =>
  (await CARRY.take(server.context, records, "other")).map(({ outcome }) => outcome);

/** What is given where these were given before: "yes" of things in `there`, "never" of the kind `data`. */
async function give(there: readonly string[], more: Partial<Selection> = {}) {
  const { records } = await CARRY.give(server.context, {
    project: undefined,
    experiment: undefined,
    filter: undefined,
    wants: () => true,
    given: ({ kind, id }) => (kind === "data" ? "never" : there.includes(id) ? "yes" : "no"),
    signal: new AbortController().signal,
    ...more,
  });
  const found: (CarriedRecord | LeftRecord)[] = [];
  for await (const record of records) found.push(record);
  return found;
}

test("an edge is taken once, as it was, with the project that it had", async () => {
  const own = edge("a", "m@1", { project: "prices", at: 7 });
  expect(await take(own, edge("b", "m@1"))).toEqual(["new", "new"]);
  expect(await take({ ...own, at: 99 })).toEqual(["same"]);
  expect(await give(["a", "b", "m@1"])).toEqual([own, edge("b", "m@1")]);
  expect(await give(["a", "b", "m@1"], { project: "prices" })).toEqual([own]);
});

test("an edge to what stays behind is kept, and told", async () => {
  await take(edge("a", "m@1"), edge("b", "m@1"), edge("a", "m@2"));
  const left = { type: "left", what: "edges of lineage to what stays behind", told: true };
  expect(await give(["a", "m@1"])).toEqual([
    ...[edge("a", "m@1"), edge("a", "m@2"), edge("b", "m@1"), { ...left, count: 2 }],
  ]);
  // A part takes those of its own things.
  expect(await give(["b"], { experiment: "e" })).toEqual([edge("b", "m@1"), { ...left, count: 1 }]);
});

test("what no slice gives keeps no edge back, though a part takes those of its own things alone", async () => {
  const data = { from: { kind: "data", id: "x.csv@aa" } };
  const between = edge("", "m@1", { ...data, to: { kind: "data", id: "y.csv@bb" } });
  await take(edge("", "m@1", data), between);
  expect(await give(["m@1"])).toEqual([between, edge("", "m@1", data)]);
  for (const part of [{ filter: "name = 'a'" }, { experiment: "e" }])
    expect(await give(["m@1"], part)).toEqual([edge("", "m@1", data)]);
  expect(await give([], { filter: "name = 'a'" })).toEqual([]);
});

test("nothing is given that is not wanted, and nothing more once somebody stopped it", async () => {
  await take(edge("a", "m@1"));
  expect(await give(["a", "m@1"], { wants: (kind) => kind !== "edge" })).toEqual([]);
  const stopped = new AbortController();
  stopped.abort();
  expect(await give(["a", "m@1"], { signal: stopped.signal })).toEqual([]);
});

test("thousands of edges are read a page at a time, each once", async () => {
  const ids = Array.from({ length: 2000 }, (_, i) => `r${String(i).padStart(4, "0")}`);
  await take(...ids.map((id) => edge(id, "m@1")));
  const found: string[] = [];
  for await (const { from } of selectEdges(server.context.database, "shop")) found.push(from.id);
  expect(found).toEqual(ids);
});

test("an edge fits within its limits, and one that names nothing or too much does not", () => {
  const [kind] = CARRY.kinds;
  const fits = (more: object) => kind?.schema.safeParse(edge("a", "m@1", more)).success;
  const long = (length: number) => "x".repeat(length);
  expect([kind, CARRY.ties]).toMatchObject([{ name: "edge", title: "edge of lineage" }, true]);
  const thing = { kind: "run", id: "a" };
  for (const some of [
    ...[{}, { at: 0 }, { project: "s" }, { relation: "u" }],
    ...[{ project: long(250) }, { relation: long(100) }],
    ...[{ from: { kind: "r", id: "a" } }, { to: { ...thing, kind: long(50) } }],
    { to: { ...thing, id: long(5000) } },
  ])
    expect([some, fits(some)]).toEqual([some, true]);
  for (const none of [
    ...[{ project: "" }, { relation: "" }, { at: -1 }, { at: 0.5 }, { type: "run" }],
    ...[{ project: long(251) }, { relation: long(101) }],
    ...[{ from: { ...thing, kind: "" } }, { to: { ...thing, id: "" } }],
    ...[{ from: { ...thing, kind: long(51) } }],
    ...[{ to: { ...thing, id: long(5001) } }],
  ])
    expect([none, fits(none)]).toEqual([none, false]);
});
