import { expect, test } from "vitest";
import { openTestServer } from "#test/open-store";
import { forgetThing, lineageOf, recordEdge, type Thing } from "./index.ts";

test("a thing that is forgotten leaves the edges of others", async () => {
  const server = await openTestServer({ slices: ["lineage"] });
  try {
    const { database } = server.context;
    const run = (id: string): Thing => ({ kind: "run", id });
    const data: Thing = { kind: "data", id: "in.csv@aa" };
    const report: Thing = { kind: "report", id: "p" };
    await database.write(async (tx) => {
      for (const [from, to] of [
        [data, run("a")],
        [data, run("b")],
        [run("a"), report],
      ] as const)
        await recordEdge(tx, { project: "shop", from, to, relation: "used", at: 1 });
    });
    await database.write((tx) => forgetThing(tx, run("a")));
    expect((await lineageOf(database, data, 5)).edges.map((edge) => edge.to)).toEqual([run("b")]);
    expect((await lineageOf(database, report, 5)).edges).toEqual([]);
  } finally {
    await server.close();
  }
});
