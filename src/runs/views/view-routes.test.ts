import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "#ground/clock";
import { openTestServer, type TestServer } from "#test/open-store";

const BASE = "/api/fettle/1/runs/views";
let server: TestServer;
let now: number;
beforeEach(async () => {
  now = 1000;
  server = await openTestServer({
    slices: ["lineage", "trash", "artifacts", "runs"],
    clock: { ...systemClock, now: () => now },
  });
});
afterEach(() => server.close());

const ask = (method: "get" | "put" | "delete" | "post", path: string, body?: object) =>
  method === "get" || method === "delete"
    ? server.client[method](`${BASE}${path}`)
    : server.client[method](`${BASE}${path}`, body ?? {});

/** What a request published. */
async function told(act: () => Promise<unknown>): Promise<string[]> {
  const topics: string[] = [];
  // Topics of these requests alone: what was told a moment ago would be told again later.
  const silence = server.context.events.listen(["runs", "trash"], ({ topic }) =>
    topics.push(topic),
  );
  await act();
  silence();
  return topics.sort();
}

test("a view is answered whole: when it is saved, shown, listed, put away and taken back", async () => {
  const { name: user } = await import("#ground/user").then(({ currentUser }) => currentUser());
  const query = { filter: "params.lr = '1'", sort: "f1" };
  const view = { name: "best", project: "shop", query, user, updatedAt: 1000 };
  expect(await ask("put", "/best?project=shop", { query })).toEqual(view);
  now = 2000;
  expect(await ask("get", "/best?project=shop")).toEqual(view);
  expect(await ask("get", "?project=shop")).toEqual({ views: [view] });
  expect(await ask("delete", "/best?project=shop")).toEqual(view);
  expect(await ask("get", "?project=shop")).toEqual({ views: [] });
  expect(await ask("post", "/best/restore?project=shop")).toEqual(view);
  expect(await ask("get", "?project=shop")).toEqual({ views: [view] });
  expect(await ask("put", "/best", { query: {} })).toEqual({
    ...{ name: "best", project: "", query: {}, user, updatedAt: 2000 },
  });
  expect(await ask("get", "/best?project=shop")).toEqual(view);
});

test.each([
  ["saved", (): Promise<unknown> => ask("put", "/one", { query: {} })],
  ["deleted", () => ask("delete", "/kept")],
  ["restored", () => ask("post", "/away/restore")],
])("pages and the trash hear of one that is %s", async (_, act) => {
  for (const name of ["kept", "away"]) await ask("put", `/${name}`, { query: {} });
  await ask("delete", "/away");
  expect(await told(act)).toEqual(["runs/views", "trash"]);
});

test("a view that is not where it is looked for is unknown by its name, and nobody hears of it", async () => {
  await ask("put", "/here", { query: {} });
  const topics = await told(async () => {
    for (const [method, path] of [
      ["get", "/none"],
      ["get", "/here?project=other"],
      ["delete", "/none"],
      ["post", "/none/restore"],
      ["post", "/here/restore"],
    ] as const)
      await expect(ask(method, path)).rejects.toMatchObject({
        code: "RUNS_VIEW_UNKNOWN",
        status: 404,
        facts: { name: path.replace(/^\/|[/?].*$/g, "").replace("/restore", "") },
      });
  });
  expect(topics).toEqual([]);
});

test("a name has 1 to 200 characters, and its place in the trash is one that can be asked for", async () => {
  const long = "é".repeat(200);
  await ask("put", `/${encodeURIComponent(long)}`, { query: {} });
  await expect(ask("put", `/${encodeURIComponent(`${long}é`)}`, { query: {} })).rejects.toThrow();
  await ask("delete", `/${encodeURIComponent(long)}`);
  await ask("put", `/${encodeURIComponent(long)}`, { query: {} });
  const aside = `${"é".repeat(190)} (2)`;
  expect(await ask("post", `/${encodeURIComponent(aside)}/restore`)).toMatchObject({ name: aside });
});

test("a view holds addresses of any page, of so many characters", async () => {
  const save = (query: Record<string, string>) => ask("put", "/wide", { query });
  const most = { ["k".repeat(100)]: "v".repeat(20_000) };
  expect(await save(most)).toMatchObject({ query: most });
  await expect(save({ ["k".repeat(101)]: "" })).rejects.toMatchObject({ status: 400 });
  await expect(save({ k: "v".repeat(20_001) })).rejects.toMatchObject({ status: 400 });
});
