import { expect, test } from "vitest";
import { openTestServer } from "#test/open-store";
import { commands } from "./commands.ts";
import { recordEdge } from "./index.ts";

test("shows the edges of a thing, says when there are none, and refuses what names no thing", async () => {
  const server = await openTestServer({ slices: ["lineage"] });
  const [show] = commands;
  const type = (thing: string) =>
    show?.run({ args: { thing }, flags: { depth: undefined }, rest: [] }, {
      server: async () => server.client,
    } as never);
  try {
    await server.context.database.write((tx) =>
      recordEdge(tx, {
        project: "shop",
        from: { kind: "data", id: "data/my file.csv@aa" },
        to: { kind: "run", id: "r1" },
        relation: "used",
        at: 1,
      }),
    );
    expect(await type("data:data/my file.csv@aa")).toMatchObject({
      text: "run:r1  used  data:data/my file.csv@aa",
    });
    await server.context.database.write((tx) =>
      recordEdge(tx, {
        project: "shop",
        from: { kind: "run", id: "r1" },
        to: { kind: "logged model", id: "m-1" },
        relation: "produced",
        at: 1,
      }),
    );
    expect(await type("logged model:m-1")).toMatchObject({
      text: expect.stringContaining("logged model:m-1  produced by  run:r1"),
    });
    expect(await type("planet:earth")).toMatchObject({ exit: 5 });
    expect(await type("run:none")).toMatchObject({ exit: 5, data: { edges: [] } });
    await expect(type("r1")).rejects.toMatchObject({ code: "LINEAGE_THING_INVALID", exit: 2 });
  } finally {
    await server.close();
  }
});

test("an edge reads from the new thing to what it came from, whichever of the two did it", async () => {
  const server = await openTestServer({ slices: ["lineage"] });
  const run = { kind: "run", id: "r1" };
  const model = { kind: "model", id: "intent@1" };
  const decision = { kind: "decision", id: "d1" };
  try {
    await server.context.database.write(async (tx) => {
      const edge = { project: "shop", at: 1 };
      await recordEdge(tx, { ...edge, from: run, to: model, relation: "produced" });
      await recordEdge(tx, { ...edge, from: decision, to: model, relation: "promoted" });
      await recordEdge(tx, { ...edge, from: model, to: decision, relation: "weighed" });
    });
    const answer = await commands[0]?.run(
      { args: { thing: "model:intent@1" }, flags: { depth: 1 }, rest: [] },
      { server: async () => server.client } as never,
    );
    expect(answer?.text?.split("\n")).toEqual([
      "model:intent@1  promoted by  decision:d1",
      "model:intent@1  produced by  run:r1",
      "decision:d1  weighed  model:intent@1",
    ]);
  } finally {
    await server.close();
  }
});
