import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import {
  type CarriedRecord,
  type Carry,
  defineSlice,
  type LeftRecord,
  type Selection,
} from "#ground/slice";
import { openTestServer, type TestServer } from "#test/open-store";
import { carriesOf, filesOf, kindsOf, trashOne } from "./carries.ts";
import { giveRecords } from "./give-records.ts";
import { takeRecords } from "./take-records.ts";

let server: TestServer;
/** What the slices of this file were handed, each call of theirs by itself. */
let handed: string[];
let trashed: string[];
let given: Record<string, (CarriedRecord | LeftRecord)[]>;
let asked: Selection | undefined;

/** A slice that carries records of these kinds and keeps none. */
const carrying = (name: string, kinds: Carry["kinds"], more: Partial<Carry> = {}) =>
  defineSlice({
    name,
    summary: "carries what a test says",
    needs: ["transfer"],
    carry: async () => ({
      kinds,
      async give(_context, selection) {
        asked = selection;
        const some = given[name] ?? [];
        return {
          records: (async function* () {
            for (const record of some) {
              if ("asks" in record)
                yield { ...record, said: selection.given(record["asks"] as never) };
              else yield record;
            }
          })(),
          ...(name === "sheds" ? { counted: { kind: "shed", count: some.length } } : {}),
        };
      },
      async take(_context, records, project) {
        handed.push(`${name} ${project}: ${records.map((one) => one["id"]).join(" ")}`);
        return records.map((one) => ({ outcome: "new", note: String(one["id"]) }));
      },
      ...more,
    }),
  });

const kind = (name: string) => ({
  name,
  title: `${name} of a farm`,
  schema: z.object({ type: z.literal(name), id: z.string(), size: z.number().default(1) }).loose(),
});

beforeAll(async () => {
  server = await openTestServer({
    slices: [
      "transfer",
      carrying("fences", [kind("fence")], { ties: true }),
      carrying("sheds", [
        {
          ...kind("shed"),
          key: "id",
          thing: { kind: "building", id: ({ id }) => String(id) },
          files: { list: async () => ({ files: [], next: "x" }) } as never,
          trash: async (_context, key) => void trashed.push(key),
        },
        kind("door"),
      ]),
      carrying("cows", [
        kind("cow"),
        {
          name: "calf",
          title: "calf",
          schema: z.looseObject({}).refine(() => false, "it is small"),
        },
      ]),
    ],
  });
});
afterAll(() => server.close());
beforeEach(() => {
  handed = [];
  trashed = [];
  given = {};
  asked = undefined;
});

const take = (...records: CarriedRecord[]) =>
  takeRecords(server.context, { project: "shop", records });
const signal = new AbortController().signal;
const give = async (query: Parameters<typeof giveRecords>[1] = {}) => {
  const { lines, counted } = await giveRecords(server.context, query, signal);
  const read: string[] = [];
  for await (const line of lines) read.push(line);
  return { read, counted, records: read.map((line) => JSON.parse(line) as CarriedRecord) };
};
const typesOf = async (query: Parameters<typeof giveRecords>[1]) =>
  (await give(query)).records.map(({ type }) => type).join(" ");

test("what ties things together comes after all of them, in any order of slices", () => {
  expect(kindsOf(server.context).map(({ name }) => name)).toEqual([
    "shed",
    "door",
    "cow",
    "calf",
    "fence",
  ]);
  expect(carriesOf(server.context).map(({ ties }) => ties)).toEqual([undefined, undefined, true]);
});

test("files and the trash are those of a kind, and a kind without them says so", async () => {
  expect(filesOf(server.context, "shed")).toBeDefined();
  await trashOne(server.context, "shed", "s1");
  expect(trashed).toEqual(["s1"]);
  for (const name of ["cow", "nobody"]) {
    expect(() => filesOf(server.context, name)).toThrow(
      `records of the kind "${name}" have no files`,
    );
    await expect(trashOne(server.context, name, "s1")).rejects.toMatchObject({
      code: "TRANSFER_KIND",
      status: 404,
      message: `records of the kind "${name}" have no place in the trash`,
    });
  }
  expect(trashed).toEqual(["s1"]);
});

test("records go to their owners in their order, together where they follow each other", async () => {
  const { results } = await take(
    { type: "shed", id: "s1" },
    { type: "door", id: "d1" },
    { type: "cow", id: "c1" },
    { type: "shed", id: "s2" },
    { type: "fence", id: "f1" },
  );
  expect(handed).toEqual([
    "sheds shop: s1 d1",
    "cows shop: c1",
    "sheds shop: s2",
    "fences shop: f1",
  ]);
  expect(results.map(({ note }) => note)).toEqual(["s1", "d1", "c1", "s2", "f1"]);
  expect(await take()).toEqual({ results: [] });
});

test("one that fits nothing is refused in its place, and parts nobody's records", async () => {
  const { results } = await take(
    { type: "dream", id: "x" },
    { type: "shed", id: "s1" },
    { type: "shed", id: "s2", size: "big" },
    { type: "shed", id: "y".repeat(200), size: "big" },
    { type: "cow", id: 7 },
    { type: "shed", id: "s3" },
    { type: "calf", id: "c1" },
    { type: "shed" },
  );
  expect(handed).toEqual(["sheds shop: s1 s3"]);
  expect(results.map(({ outcome }) => outcome)).toEqual([
    "refused",
    "new",
    "refused",
    "refused",
    "refused",
    "new",
    "refused",
    "refused",
  ]);
  const notes = results.map(({ note = "" }) => note);
  expect(notes[0]).toBe("nothing here keeps records of the kind dream");
  expect(notes[2]).toMatch(/^shed of a farm s2: size: \S/);
  expect(notes[3]).toMatch(/^shed of a farm y{99}: size: /);
  expect(notes[4]).toMatch(/^cow of a farm: id: /);
  expect(notes[5]).toBe("s3");
  expect(notes[6]).toBe("calf: it is small");
  expect(notes[7]).toMatch(/^shed of a farm : id: /);
});

test("an export is a line a record, and counts what takes longest", async () => {
  given = {
    fences: [{ type: "fence", id: "f1" }],
    cows: [{ type: "cow", id: "c1" }],
    sheds: [{ type: "shed", id: "s1" }],
  };
  expect(await give()).toMatchObject({
    read: [
      '{"type":"shed","id":"s1"}\n',
      '{"type":"cow","id":"c1"}\n',
      '{"type":"fence","id":"f1"}\n',
    ],
    counted: { kind: "shed", count: 1 },
  });
});

test("only the kinds that are wanted are given, and what stays behind is always told", async () => {
  given = {
    sheds: [
      { type: "shed", id: "s1" },
      { type: "door", id: "d1" },
      { type: "left", what: "barns", count: 2 },
    ],
    cows: [
      { type: "points", id: "p1" },
      { type: "edge", id: "e1" },
      { type: "cow", id: "c1" },
    ],
  };
  expect(await typesOf({})).toBe("shed door left points edge cow");
  expect(await typesOf({ kinds: "door,cow" })).toBe("door left cow");
  expect(await typesOf({ points: "false" })).toBe("shed door left edge cow");
  expect(await typesOf({ registry: "false" })).toBe("shed door left points cow");
  expect(await typesOf({ points: "true", registry: "true" })).toBe(
    "shed door left points edge cow",
  );
  expect(await typesOf({ kinds: "points,cow", points: "false" })).toBe("left cow");
});

test("slices are asked with the selection; an empty filter is none", async () => {
  await give({ project: "shop", experiment: "e", filter: "" });
  expect(asked).toMatchObject({ project: "shop", experiment: "e", filter: undefined, signal });
  await give({ filter: "a = 1" });
  expect(asked?.filter).toBe("a = 1");
});

test("a slice learns which things went before, and which kinds never go", async () => {
  given = {
    sheds: [
      { type: "shed", id: "s1" },
      { type: "door", id: "d1" },
    ],
    fences: [
      { type: "fence", asks: { kind: "building", id: "s1" } },
      { type: "fence", asks: { kind: "building", id: "s2" } },
      { type: "fence", asks: { kind: "door", id: "d1" } },
    ],
  };
  const said = async (query: Parameters<typeof giveRecords>[1]) =>
    (await give(query)).records.flatMap((one) => one["said"] ?? []);
  expect(await said({})).toEqual(["yes", "no", "never"]);
  expect(await said({ kinds: "fence" })).toEqual(["no", "no", "never"]);
});
