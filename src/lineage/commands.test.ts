import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestServer, type TestServer } from "#test/open-store";
import { typeCommands } from "#test/type-command";
import { commands } from "./commands.ts";
import { recordEdge, type Thing } from "./index.ts";

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer({ slices: ["lineage"] });
});
afterAll(() => server.close());

const type = typeCommands(commands, () => server);

/** Records that `to` came from `from`. */
async function record(from: Thing, to: Thing, relation: string): Promise<void> {
  const edge = { project: "shop", from, to, relation, at: 1 };
  await server.context.database.write((tx) => recordEdge(tx, edge));
}

test("shows the edges of a thing, says when there are none, and refuses what names no thing", async () => {
  await record({ kind: "data", id: "data/my file.csv@aa" }, { kind: "run", id: "r1" }, "used");
  expect(await type("show", "data:data/my file.csv@aa")).toMatchObject({
    text: "run:r1  used  data:data/my file.csv@aa",
  });
  expect(await type("show", "planet:earth")).toMatchObject({
    exit: 5,
    text: "nothing is recorded about planet:earth",
  });
  expect(await type("show", "run:none")).toMatchObject({ exit: 5, data: { edges: [] } });
  for (const none of ["r1", "run:", ":r1", "", "Run:r1"])
    await expect(type("show", none)).rejects.toMatchObject({
      code: "LINEAGE_THING_INVALID",
      exit: 2,
      message: expect.stringContaining(JSON.stringify(none)),
    });
  await record({ kind: "run", id: "r1" }, { kind: "logged model", id: "m-1" }, "produced");
  expect(await type("show", "logged model:m-1")).toMatchObject({
    text: expect.stringContaining("logged model:m-1  produced by  run:r1"),
  });
});

test("an edge reads from the new thing to what it came from, whichever of the two did it", async () => {
  const run = { kind: "run", id: "r9" };
  const model = { kind: "model", id: "intent@1" };
  const decision = { kind: "decision", id: "d1" };
  await record(run, model, "produced");
  await record(decision, model, "promoted");
  await record(model, decision, "weighed");
  await record({ kind: "comparison", id: "c1" }, decision, "decided");
  await record({ kind: "run", id: "r8" }, run, "renamed");
  const lines = async (...words: string[]) => (await type("show", ...words)).text?.split("\n");
  expect(await lines("model:intent@1", "--depth", "1")).toEqual([
    "model:intent@1  promoted by  decision:d1",
    "model:intent@1  produced by  run:r9",
    "decision:d1  weighed  model:intent@1",
  ]);
  expect(await lines("comparison:c1", "--depth", "1")).toEqual([
    "decision:d1  decided by  comparison:c1",
  ]);
  expect(await lines("run:r8", "--depth", "1")).toEqual(["run:r9  renamed from  run:r8"]);
});

test("goes five steps where nothing else is asked, and twenty at most", async () => {
  const step = (i: number): Thing => ({ kind: "run", id: `step-${i}` });
  for (let i = 0; i < 22; i += 1) await record(step(i), step(i + 1), "used");
  const steps = async (...words: string[]) =>
    (await type("show", "run:step-0", ...words)).text?.split("\n").length;
  expect(await steps()).toBe(5);
  expect(await steps("--depth", "20")).toBe(20);
  for (const none of ["0", "21"])
    await expect(steps("--depth", none)).rejects.toMatchObject({ code: "REQUEST_INVALID" });
  await expect(steps("--depth", "deep")).rejects.toMatchObject({ code: "USAGE" });
});
