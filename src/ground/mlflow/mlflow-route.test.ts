import { expect, test } from "vitest";
import { FettleError } from "#ground/errors";
import {
  boundToken,
  defineOperation,
  Fields,
  field,
  invalid,
  mlflowError,
  mlflowRoutes,
  pageSize,
  pageToken,
  readBoundToken,
  readOffset,
  readPageToken,
} from "./index.ts";

const refused = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof FettleError) return error.message;
  }
  throw new Error("nothing was refused");
};

test("an operation is served under both prefixes, with empty lists left out of its answer", async () => {
  const routes = mlflowRoutes(
    defineOperation({
      method: "GET",
      path: "hats/:hat_id",
      permission: "read",
      summary: "A hat.",
      fields: { hat_id: field.needText, page: field.texts },
      run: async ({ hat_id, page }) => ({ id: hat_id, ribbons: [], pages: page }),
    }),
  );
  expect(routes.map(({ path }) => path)).toEqual([
    "/api/2.0/mlflow/hats/:hat_id",
    "/ajax-api/2.0/mlflow/hats/:hat_id",
  ]);
  expect(Object.keys(routes[0]?.fields ?? {})).toEqual(["page"]);
  const asked = {
    params: { hat_id: "7" },
    query: new URLSearchParams("page=1&page=2"),
    headers: {},
    peer: { admitted: "user", user: "ann" },
  };
  expect(await routes[0]?.run(asked, undefined as never)).toEqual({ id: "7", pages: ["1", "2"] });
});

test("numbers may come as texts, and what does not fit is told as it was spelled", () => {
  const body = '{"step": "7", "size": 9.5, "flag": "TRUE", "list": [{"n": 1.0e2}]}';
  const fields = new Fields(JSON.parse(body), "", body);
  expect([fields.whole("step"), fields.flag("flag"), fields.whole("none")]).toEqual([
    7,
    true,
    undefined,
  ]);
  expect(refused(() => fields.whole("size"))).toMatch(
    /^Invalid value 9.5 for parameter 'size' supplied: .*Value was of type 'float'/,
  );
  expect(refused(() => fields.needText("name"))).toMatch(
    /^Missing value for required parameter 'name'/,
  );
  expect(refused(() => fields.list("list")[0]?.text("n"))).toMatch(
    /^Invalid value 1.0e2 for parameter 'list\[0\].n'/,
  );
});

test("tokens of pages are refused where they are another server's, or of another question", () => {
  expect(readPageToken(pageToken([1, Number.POSITIVE_INFINITY]), 2)).toEqual([
    1,
    Number.POSITIVE_INFINITY,
  ]);
  expect(readOffset(undefined)).toBe(0);
  for (const token of ["x", pageToken([1, 2]), pageToken([-1]), pageToken([0.5])])
    expect(refused(() => readOffset(token))).toContain("page_token");
  const token = boundToken(50, [["Filter", "a = 1"]]);
  expect(readBoundToken(token, [["Filter", "a = 1"]])).toBe(50);
  expect(refused(() => readBoundToken(token, [["Filter", "a = 2"]]))).toBe(
    "Filter in the page token does not match the requested filter.",
  );
});

test("a page holds at least one and at most what is allowed", () => {
  expect(pageSize(new Fields({}), 20, 100)).toBe(20);
  expect(pageSize(new Fields({ max_results: 100 }), 20, 100)).toBe(100);
  for (const max_results of [0, 101])
    expect(refused(() => pageSize(new Fields({ max_results }), 20, 100))).toContain("max_results");
});

test("an error has MLflow's word for it, and a slice's own words go first", () => {
  const error = invalid({ b: 1, a: 2 }, "x", "no") as FettleError;
  const body = (words?: Parameters<typeof mlflowError>[1]) =>
    JSON.parse(String(mlflowError(error, words).body));
  expect(body()).toEqual({
    error_code: "INVALID_PARAMETER_VALUE",
    message: `Invalid value {"a":2,"b":1} for parameter 'x' supplied: no`,
  });
  expect(body({ VALUE_INVALID: { code: "BAD", message: () => "bad" } })).toEqual({
    error_code: "BAD",
    message: "bad",
  });
});
