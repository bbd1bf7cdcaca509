import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "#ground/clock";
import { openTestServer, type TestServer } from "#test/open-store";
import { type Parcels, parcels } from "#test/parcels";
import { typeCommands } from "#test/type-command";
import { commands } from "./commands.ts";

const BLUE = "b10e0000000000000000000000000001";
const GREEN = "b10e0000000000000000000000000002";
const DAY_MS = 24 * 3_600_000;
let server: TestServer;
let things: Parcels;
let now: number;

beforeEach(async () => {
  now = Date.UTC(2026, 2, 1);
  things = parcels();
  server = await openTestServer({
    slices: ["lineage", "trash", "runs", things.slice],
    clock: { ...systemClock, now: () => now },
  });
  await server.context.database.write(async (tx) => {
    for (const id of [BLUE, GREEN])
      await tx.run("INSERT INTO parcels_parcel (id, crate) VALUES (?, 'cellar')", id);
  });
});
afterEach(() => server.close());

const type = typeCommands(
  commands,
  () => server,
  () => ({ clock: { ...systemClock, now: () => now } }),
);

test("things are put into the trash, shown, given back, and let go", async () => {
  expect(await type("put", BLUE, GREEN, BLUE)).toMatchObject({
    data: { trashed: [BLUE, GREEN] },
    text: "b10e0000\nb10e0000\nin the trash; fettle trash restore brings them back",
  });
  expect((await type("list")).text).toMatch(
    /^ +id +name +in +holds .*\nparcel +b10e0000 .* cellar/,
  );
  expect(await type("restore", GREEN)).toMatchObject({ data: { restored: [GREEN] } });
  expect((await type("list", "--kind", "view")).text).toBe("the trash is empty");
  const shown = await type("purge", BLUE, "--dry-run");
  expect(shown.data).toMatchObject({ items: [{ id: BLUE }], total: 1 });
  expect(await type("purge", "b10e")).toMatchObject({ text: "purged 1 parcel, 0 B" });
  expect((await type("list")).text).toBe("the trash is empty");
  expect(await type("purge", "--expired")).toMatchObject({
    text: "nothing to purge",
    exit: 5,
  });
});

test("what is missing, unclear or not there is told", async () => {
  await type("put", BLUE, GREEN, "--kind", "parcel");
  await expect(type("restore", "nope")).rejects.toMatchObject({ code: "TRASH_UNKNOWN" });
  await expect(type("restore", "b10e")).rejects.toMatchObject({
    code: "TRASH_AMBIGUOUS",
  });
  await expect(type("put", "nope")).rejects.toMatchObject({
    code: "TRASH_THING_UNKNOWN",
  });
  for (const words of [[], [BLUE, "--expired"]])
    await expect(type("purge", ...words)).rejects.toMatchObject({ code: "USAGE", exit: 2 });
});

test("a name means the latest of it, the start of an id one thing alone, of four letters at least", async () => {
  await type("put", BLUE);
  expect((await type("restore", "b10e")).text).toBe(`b10e0000  ${BLUE}  (parcel)`);
  await type("put", BLUE, GREEN, "--reason", "old");
  for (const none of ["b10", "B10E", "2"])
    await expect(type("restore", none)).rejects.toMatchObject({ code: "TRASH_UNKNOWN", exit: 1 });
  await expect(type("restore", "b10e")).rejects.toMatchObject({
    code: "TRASH_AMBIGUOUS",
    message: expect.stringContaining("b10e0000, b10e0000"),
  });
  expect((await type("restore", BLUE, "--kind", "parcel")).data).toEqual({ restored: [BLUE] });
});

test("what would expire is shown before it goes, and what is held is not", async () => {
  await type("put", BLUE, GREEN);
  now += 31 * DAY_MS;
  const shown = await type("purge", "--expired", "--dry-run");
  expect(shown.data).toMatchObject({ items: [{}, {}], total: 2, bytes: 0 });
  things.holders = [{ id: BLUE, by: "report r" }];
  const free = await type("purge", "--expired", "--dry-run");
  expect(free.data).toMatchObject({ items: [{ id: GREEN }], total: 1 });
  expect((await type("purge", "--expired")).text).toBe("purged 1 parcel, 0 B");
  await expect(type("purge", BLUE)).rejects.toMatchObject({
    code: "TRASH_HELD",
    message: expect.stringContaining("b10e0000 by report r"),
  });
  await expect(type("purge", "--expired", "--kind", "parcel")).rejects.toMatchObject({
    code: "USAGE",
    message: expect.stringContaining("--expired purges all kinds; leave --kind out"),
    hint: expect.stringContaining("trash purge"),
  });
});
