import { afterEach, beforeEach, expect, test } from "vitest";
import type { CommandShape } from "#ground/cli";
import { systemClock } from "#ground/clock";
import { openTestServer, type TestServer } from "#test/open-store";
import { parcels } from "#test/parcels";
import { commands } from "./commands.ts";

const BLUE = "b10e0000000000000000000000000001";
const GREEN = "b10e0000000000000000000000000002";
let server: TestServer;

beforeEach(async () => {
  server = await openTestServer({ slices: ["lineage", "trash", "runs", parcels().slice] });
  await server.context.database.write(async (tx) => {
    for (const id of [BLUE, GREEN])
      await tx.run("INSERT INTO parcels_parcel (id, crate) VALUES (?, 'cellar')", id);
  });
});
afterEach(() => server.close());

async function type(
  name: string,
  args: object = {},
  flags: object = {},
): Promise<{ data?: unknown; text?: string; exit?: number }> {
  const command = commands.find((one) => one.name === name) as CommandShape;
  const context = {
    server: async () => server.client,
    clock: systemClock,
  };
  const given = { expired: false, "dry-run": false, ...flags };
  return (await command.run({ args, flags: given, rest: [] }, context as never)) ?? {};
}

test("things are put into the trash, shown, given back, and let go", async () => {
  expect(await type("put", { id: [BLUE, GREEN] })).toEqual({
    data: { trashed: [BLUE, GREEN] },
    text: "b10e0000\nb10e0000\nin the trash; fettle trash restore brings them back",
  });
  expect((await type("list")).text).toMatch(
    /^ +id +name +in +holds .*\nparcel +b10e0000 .* cellar/,
  );
  expect(await type("restore", { ref: [GREEN] })).toMatchObject({ data: { restored: [GREEN] } });
  expect((await type("list", {}, { kind: "view" })).text).toBe("the trash is empty");
  const shown = await type("purge", { ref: [BLUE] }, { "dry-run": true });
  expect(shown.data).toMatchObject({ items: [{ id: BLUE }], total: 1 });
  expect(await type("purge", { ref: ["b10e"] })).toMatchObject({ text: "purged 1 parcel, 0 B" });
  expect((await type("list")).text).toBe("the trash is empty");
  expect(await type("purge", { ref: [] }, { expired: true })).toMatchObject({
    text: "nothing to purge",
    exit: 5,
  });
});

test("what is missing, unclear or not there is told", async () => {
  await type("put", { id: [BLUE, GREEN] }, { kind: "parcel" });
  await expect(type("restore", { ref: ["nope"] })).rejects.toMatchObject({ code: "TRASH_UNKNOWN" });
  await expect(type("restore", { ref: ["b10e"] })).rejects.toMatchObject({
    code: "TRASH_AMBIGUOUS",
  });
  await expect(type("put", { id: ["nope"] })).rejects.toMatchObject({
    code: "TRASH_THING_UNKNOWN",
  });
  for (const [ref, expired] of [
    [[], false],
    [[BLUE], true],
  ])
    await expect(type("purge", { ref }, { expired })).rejects.toMatchObject({ code: "USAGE" });
});
