import { afterAll, beforeAll, expect, test } from "vitest";
import type { CarriedRecord, Selection } from "#ground/slice";
import { given } from "#test/given-records";
import { openTestServer, type TestServer } from "#test/open-store";
import { CARRY } from "./carry.ts";

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer({ slices: ["lineage", "trash", "artifacts", "runs", "notices"] });
});
afterAll(() => server.close());

const ID = "ab".repeat(16);
const notice = {
  ...{ type: "notice", id: ID, project: "shop", experiment: null, on: ["failed", "finished"] },
  ...{ url: "https://hooks.slack.com/...9xYz", slack: true, link: null, user: "ada" },
  createdAt: 7,
};
const take = (...records: CarriedRecord[]) => CARRY.take(server.context, records, "mine");
const give = (more: Partial<Selection> = {}) => given(CARRY, server.context, more);

test("a notice comes without its address, says so, and tells nobody of a run that ends", async () => {
  const [first] = await take(notice);
  const problem = `its address was not carried: fettle notices add URL, then fettle notices remove abababab`;
  expect(first).toEqual({
    outcome: "new",
    note: `notice abababab to ${notice.url} tells nobody: ${problem}`,
  });
  expect(await take(notice)).toEqual([{ outcome: "same" }]);
  const { notices } = await server.client.get<{ notices: object[] }>("/api/fettle/1/notices");
  const { type: _, ...facts } = notice;
  expect(notices).toEqual([{ ...facts, toldAt: null, problem }]);
  const made = await server.client.post<{ run: { info: { run_id: string } } }>(
    "/api/2.0/mlflow/runs/create",
    { experiment_id: "0", tags: [{ key: "fettle.project", value: "shop" }] },
  );
  await server.client.post("/api/2.0/mlflow/runs/update", {
    ...{ run_id: made.run.info.run_id, status: "FAILED" },
  });
  expect(await server.context.database.all("SELECT id FROM notices_delivery")).toEqual([]);
  expect((await server.client.get<{ notices: object[] }>("/api/fettle/1/notices")).notices).toEqual(
    notices,
  );
});

test("notices are given with what is left of them, and not where runs are asked for", async () => {
  const what = "addresses of notices, which may be secrets";
  expect(await give()).toEqual([notice, { type: "left", what, count: 1, told: true }]);
  expect(await give({ project: "shop" })).toHaveLength(2);
  for (const none of [
    { project: "prices" },
    { experiment: "e" },
    { filter: "f" },
    { wants: () => false },
  ])
    expect(await give(none)).toEqual([]);
});

test("what is no notice does not fit", () => {
  const fits = (record: object) => CARRY.kinds[0]?.schema.safeParse(record).success;
  expect(fits(notice)).toBe(true);
  for (const more of [{ on: [] }, { on: ["never"] }, { id: "x" }, { link: "javascript:1" }])
    expect(fits({ ...notice, ...more })).toBe(false);
});
