import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "#ground/clock";
import { type MlflowWire, openMlflow } from "#test/mlflow-wire";

let wire: MlflowWire;
let now = 0;
const ids: Record<string, string> = {};
beforeAll(async () => {
  wire = await openMlflow({ clock: { ...systemClock, now: () => now } });
  await make("b", 10, "x");
  await make("a", 20, "z", { team: "nlu" });
  await make("c", 20, "y", { team: "cv", "a b": "1" });
  await make("Gone", 30, "x");
  await wire.done("experiments/delete", { experiment_id: ids["Gone"] });
  now = 40;
  await wire.done("experiments/update", { experiment_id: ids["b"], new_name: "b2" });
});
afterAll(() => wire.close());

async function make(
  name: string,
  at: number,
  project: string,
  tags: Record<string, string> = {},
): Promise<void> {
  now = at;
  const given = Object.entries({ ...tags, "fettle.project": project });
  const { experiment_id } = await wire.done("experiments/create", {
    name,
    tags: given.map(([key, value]) => ({ key, value })),
  });
  ids[name] = experiment_id;
}
const search = (more: object = {}) =>
  wire.done("experiments/search", { max_results: 10, filter: "name != 'Default'", ...more });
const names = async (more: object = {}) =>
  ((await search(more)).experiments ?? []).map(({ name }: { name: string }) => name).join(" ");

test("without an order the latest come first, those of one time as they were made", async () => {
  expect(await names()).toBe("a c b2");
  expect(await names({ view_type: "DELETED_ONLY" })).toBe("Gone");
  expect(await names({ view_type: "ALL" })).toBe("Gone a c b2");
});

test.each([
  ["name", "a b2 c"],
  ["experiment_id", "b2 a c"],
  ["creation_time", "b2 c a"],
  ["created", "b2 c a"],
  ["last_update_time", "c a b2"],
  ["attributes.project", "b2 c a"],
  ["tags.team", "c a b2"],
])("experiments are sorted by %s", async (key, order) => {
  expect(await names({ order_by: [`${key} ASC`] })).toBe(order);
});

test("several orders go one after the other, and the latest made decides between equals", async () => {
  expect(await names({ order_by: ["creation_time DESC"] })).toBe("c a b2");
  expect(await names({ order_by: ["creation_time DESC", "experiment_id ASC"] })).toBe("a c b2");
  expect(await names({ order_by: ["creation_time DESC", "name DESC"] })).toBe("c a b2");
});

test.each([
  ["name = 'a'", "a"],
  ["name ILIKE 'B%'", "b2"],
  ["name RLIKE '^[ac]$'", "a c"],
  ["project = 'y'", "c"],
  ["creation_time < 20", "b2 Default"],
  ["last_update_time >= 40", "b2"],
  ["tags.team = 'nlu'", "a"],
  ["tags.`a b` = '1'", "c"],
  ["NOT has:tags.team", "b2 Default"],
  ["B2", "b2"],
  ["default", "Default"],
])("experiments that fit %s", async (filter, found) => {
  expect(await names({ filter })).toBe(found);
});

test("an id is compared as text, and sorted as a number", async () => {
  const id = ids["a"] as string;
  expect(await names({ filter: `experiment_id = '${id}'` })).toBe("a");
  expect(await names({ filter: `experiment_id IN ('${id}', '0')` })).toBe("a Default");
  expect(await names({ filter: `experiment_id LIKE '${id}%'` })).toBe("a");
});

test("a page is told whole, with the tags of each and a token where more follow", async () => {
  const first = await search({ max_results: 2 });
  const told = (name: string, tags: Record<string, string>, project: string) => ({
    experiment_id: ids[name],
    name,
    artifact_location: `mlflow-artifacts:/${ids[name]}`,
    lifecycle_stage: "active",
    creation_time: 20,
    last_update_time: 20,
    tags: Object.entries({ ...tags, "fettle.project": project }).map(([key, value]) => ({
      key,
      value,
    })),
  });
  expect(first).toEqual({
    experiments: [told("a", { team: "nlu" }, "z"), told("c", { "a b": "1", team: "cv" }, "y")].map(
      (one) => ({ ...one, tags: one.tags.sort((a, b) => (a.key < b.key ? -1 : 1)) }),
    ),
    next_page_token: expect.any(String),
  });
  const second = await search({ max_results: 2, page_token: first.next_page_token });
  expect([second.experiments.length, second.next_page_token]).toEqual([1, undefined]);
  expect((await search({ max_results: 3 })).next_page_token).toBeUndefined();
  expect(await search({ filter: "name = 'nobody'" })).toEqual({});
});

test("an order has at most four parts, a filter 2000 characters, and a page a size", async () => {
  const refused = async (more: object) => {
    const { status, body } = await wire.post("experiments/search", { max_results: 1, ...more });
    return status === 200 ? "ok" : body.message;
  };
  const order = ["name", "created", "project", "experiment_id", "last_update_time"];
  expect(await refused({ order_by: order.slice(0, 4) })).toBe("ok");
  expect(await refused({ order_by: order })).toContain("'order_by'");
  const filter = (length: number) => `name = '${"a".repeat(length - 9)}'`;
  expect(await refused({ filter: filter(2000) })).toBe("ok");
  expect(await refused({ filter: filter(2001) })).toContain("'filter'");
  expect(await refused({ max_results: 0 })).toContain("'max_results'");
  expect(await refused({ max_results: undefined })).toContain("'max_results'");
  expect((await wire.get("experiments/search?max_results=1")).body.experiments).toHaveLength(1);
});
