import { afterAll, beforeAll, expect, test } from "vitest";
import type { CarriedRecord, Selection } from "#ground/slice";
import { given } from "#test/given-records";
import { openTestServer, type TestServer } from "#test/open-store";
import { sampleCase, sampleReport } from "#test/sample-report";
import { CARRY } from "./carry.ts";

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer({ slices: ["lineage", "dialogues"] });
});
afterAll(() => server.close());

const record = (digit: string, more: object = {}) => {
  const id = digit.repeat(32);
  return {
    ...{ type: "report", id },
    report: sampleReport(id, [sampleCase("greets", "pass")], more),
  };
};
const take = async (...records: CarriedRecord[]) =>
  (await CARRY.take(server.context, records, "mine")).map(({ outcome }) => outcome);
const give = (more: Partial<Selection> = {}) => given(CARRY, server.context, more);

test("a report comes once, is given as it came, and another one with its id is refused", async () => {
  const [one, other] = [record("b"), record("a", { project: "prices", startedAt: 5, endedAt: 9 })];
  expect(await take(one, other)).toEqual(["new", "new"]);
  expect(await take(one, record("b", { endedAt: 7 }))).toEqual(["same", "refused"]);
  expect(await give()).toEqual([one, other]);
  expect(await give({ project: "prices" })).toEqual([other]);
  for (const none of [{ experiment: "e" }, { filter: "f" }, { wants: () => false }])
    expect(await give(none)).toEqual([]);
  expect(CARRY.kinds[0]?.schema.safeParse(one).success).toBe(true);
  expect(CARRY.kinds[0]?.schema.safeParse({ ...one, report: {} }).success).toBe(false);
});
