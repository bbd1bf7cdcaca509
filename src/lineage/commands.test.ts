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
    expect(await type("run:none")).toMatchObject({ exit: 5, data: { edges: [] } });
    await expect(type("r1")).rejects.toMatchObject({ code: "LINEAGE_THING_INVALID", exit: 2 });
  } finally {
    await server.close();
  }
});
