import { afterEach, expect, test } from "vitest";
import { openTestServer, type TestServer } from "#test/open-store";
import { type Edge, recordEdge } from "./index.ts";
import { lineageOf } from "./lineage-of.ts";
import { EDGES_MAX } from "./model.ts";

let server: TestServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const edge = (from: string, to: string, relation: string, at: number): Edge => {
  const thing = (text: string): Edge["from"] => {
    const [kind, id] = text.split(/:(.*)/s) as [string, string];
    return { kind, id };
  };
  return { project: "shop", from: thing(from), to: thing(to), relation, at };
};

const EDGES = [
  edge("data:data/in.csv@aa", "run:r1", "used", 1),
  edge("data:data/in.csv@aa", "run:r2", "used", 2),
  edge("run:r1", "model:intent@1", "produced", 3),
  edge("model:intent@1", "report:p1", "tested", 4),
];

async function opened(): Promise<TestServer> {
  server = await openTestServer({ slices: ["lineage"] });
  const { database } = server.context;
  await database.write(async (tx) => {
    for (const one of EDGES) await recordEdge(tx, one);
  });
  return server;
}

test("goes up through causes and down through effects, not to siblings", async () => {
  const { context } = await opened();
  const { edges } = await lineageOf(context.database, { kind: "run", id: "r1" }, 5);
  expect(edges).toEqual([EDGES[0], EDGES[2], EDGES[3]]);
});

test("goes up to the first cause and down to the last effect", async () => {
  const { context } = await opened();
  const far = (kind: string, id: string) => lineageOf(context.database, { kind, id }, 5);
  expect((await far("report", "p1")).edges).toEqual([EDGES[3], EDGES[2], EDGES[0]]);
  expect((await far("data", "data/in.csv@aa")).edges).toEqual(EDGES);
});

test("stops after as many steps as asked", async () => {
  const { context } = await opened();
  const { edges } = await lineageOf(context.database, { kind: "run", id: "r1" }, 1);
  expect(edges).toEqual([EDGES[0], EDGES[2]]);
});

test("keeps the first time of an edge that is recorded twice", async () => {
  const { context } = await opened();
  await context.database.write((tx) => recordEdge(tx, { ...(EDGES[0] as Edge), at: 99 }));
  const { edges } = await lineageOf(context.database, { kind: "run", id: "r2" }, 5);
  expect(edges).toEqual([EDGES[1]]);
  const all = await lineageOf(context.database, (EDGES[0] as Edge).from, 1);
  expect(all.edges.map((one) => one.at)).toEqual([1, 2]);
});

test("tells two ways in which the same things hang together", async () => {
  const { context } = await opened();
  const also = edge("run:r1", "model:intent@1", "logged", 6);
  await context.database.write((tx) => recordEdge(tx, also));
  const { edges } = await lineageOf(context.database, { kind: "run", id: "r1" }, 1);
  expect(edges).toEqual([EDGES[0], EDGES[2], also]);
});

test("ends on a circle", async () => {
  const { context } = await opened();
  await context.database.write((tx) => recordEdge(tx, edge("report:p1", "run:r1", "led to", 5)));
  const { edges } = await lineageOf(context.database, { kind: "run", id: "r1" }, 20);
  expect(edges).toHaveLength(4);
});

test("answers the nearest edges where there are more than it gives, whichever way they lead", async () => {
  const { context } = await opened();
  await context.database.write(async (tx) => {
    for (let i = 0; i < EDGES_MAX; i += 1)
      await recordEdge(tx, edge("run:r1", `report:q${i}`, "tested", i + 10));
    await recordEdge(tx, edge("report:q0", "report:far", "tested", 9));
  });
  const { edges } = await lineageOf(context.database, { kind: "run", id: "r1" }, 5);
  expect(edges).toHaveLength(EDGES_MAX);
  expect(edges).toContainEqual(EDGES[0]);
  expect(edges.filter(({ to }) => to.id === "far")).toEqual([]);
  const last = edge("run:r1", "report:q1999", "tested", 2009);
  expect((await lineageOf(context.database, last.to, 1)).edges).toEqual([last]);
});

test("the last edge that there is room for is answered, too", async () => {
  const { context } = await opened();
  await context.database.write(async (tx) => {
    // With the cause and the model these are one less than there is room for; the report's own is the last.
    for (let i = 0; i < EDGES_MAX - 3; i += 1)
      await recordEdge(tx, edge("run:r1", `report:q${i}`, "tested", i + 10));
  });
  const { edges } = await lineageOf(context.database, { kind: "run", id: "r1" }, 5);
  expect(edges).toHaveLength(EDGES_MAX);
  expect(edges.at(-1)).toEqual(EDGES[3]);
});

test("answers over HTTP for an id with slashes, and refuses what is no kind", async () => {
  const { client } = await opened();
  const found = await client.get("/api/fettle/1/lineage/data/data/in.csv%40aa", { depth: 1 });
  expect(found).toEqual({ edges: [EDGES[0], EDGES[1]] });
  const none = { edges: [] };
  for (const [kind, id] of [
    ["k", "x"],
    ["logged%20model", "x"],
    ["k".repeat(100), "x"],
    ["run", "x".repeat(5000)],
  ])
    expect(await client.get(`/api/fettle/1/lineage/${kind}/${id}`)).toEqual(none);
  for (const [kind, id] of [
    ["Planet-9", "x"],
    ["k".repeat(101), "x"],
    ["run", "x".repeat(5001)],
    ["run", "x?depth=0"],
    ["run", "x?depth=21"],
    ["run", "x?depth=1.5"],
  ])
    await expect(client.get(`/api/fettle/1/lineage/${kind}/${id}`)).rejects.toMatchObject({
      code: "REQUEST_INVALID",
      status: 400,
    });
});

test("goes twenty steps at most, however many are asked for", async () => {
  const { context } = await opened();
  await context.database.write(async (tx) => {
    for (let i = 0; i < 22; i += 1)
      await recordEdge(tx, edge(`run:s${i}`, `run:s${i + 1}`, "led", i));
  });
  const { edges } = await lineageOf(context.database, { kind: "run", id: "s0" }, 100);
  expect(edges.map(({ to }) => to.id)).toEqual(Array.from({ length: 20 }, (_, i) => `s${i + 1}`));
});

test("edges of one time are told in the order of their things", async () => {
  const { context } = await opened();
  await context.database.write(async (tx) => {
    for (const id of ["b", "a", "c"]) {
      await recordEdge(tx, edge(`data:${id}`, "run:mid", "used", 1));
      await recordEdge(tx, edge("run:mid", `report:${id}`, "tested", 1));
    }
  });
  const { edges } = await lineageOf(context.database, { kind: "run", id: "mid" }, 1);
  expect(edges.map(({ from, to }) => `${from.id} ${to.id}`)).toEqual([
    ...["a mid", "b mid", "c mid", "mid a", "mid b", "mid c"],
  ]);
});
