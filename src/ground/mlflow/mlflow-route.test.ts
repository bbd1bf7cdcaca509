import { expect, test } from "vitest";
import { FettleError } from "#ground/errors";
import {
  boundToken,
  checkLength,
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
import { spelling } from "./spelling.ts";

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

test("an operation is asked by what its method carries, and told where that does not fit", async () => {
  const routesOf = (method: "GET" | "POST" | "PUT" | "DELETE", bodyBytesMax?: number) =>
    mlflowRoutes(
      defineOperation({
        ...{ method, path: "hats/:hat_id", permission: "write", summary: "A hat." },
        ...(bodyBytesMax === undefined ? {} : { bodyBytesMax }),
        fields: { hat_id: field.needText, size: field.whole, tags: field.texts },
        run: async (asked, _context, { user }) => ({ ...asked, user, none: null, text: "" }),
      }),
    );
  const ask = async (method: "GET" | "POST" | "PUT" | "DELETE", asked: object) =>
    routesOf(method)[1]?.run(
      {
        params: { hat_id: "7" },
        query: new URLSearchParams("size=1&tags=a&tags=b&tags=c&hat_id=8"),
        body: { size: 2, hat_id: "9" },
        text: '{"size": 2}',
        headers: { "content-type": "Application/JSON; charset=utf-8" },
        peer: { admitted: "user", user: "ann" },
        ...asked,
      },
      undefined as never,
    );
  const rest = { user: "ann", none: null, text: "" };
  expect(await ask("GET", { headers: {} })).toEqual({
    ...{ hat_id: "7", size: 1, tags: ["a", "b", "c"], ...rest },
  });
  const sent = { hat_id: "7", size: 2, tags: undefined, ...rest };
  expect(await ask("POST", {})).toEqual(sent);
  expect(await ask("DELETE", { headers: {} })).toEqual(sent);
  for (const method of ["POST", "PUT"] as const)
    for (const headers of [{}, { "content-type": "Text/Plain" }])
      await expect(ask(method, { headers })).rejects.toMatchObject({
        code: "VALUE_INVALID",
        message: `Bad Request. Content-Type should be 'application/json', not "${
          "content-type" in headers ? "text/plain" : ""
        }"`,
      });
  await expect(ask("GET", { headers: { "x-mlflow-workspace": "a" } })).rejects.toMatchObject({
    message: "this server has no workspaces; unset MLFLOW_WORKSPACE",
  });
  await expect(ask("PUT", { body: { size: 2.5 }, text: '{"size": 2.50}' })).rejects.toMatchObject({
    message: expect.stringMatching(/^Invalid value 2\.50 for/),
  });
  const [limited] = routesOf("POST", 7);
  const { run: _run, onError: _onError, ...told } = limited as NonNullable<typeof limited>;
  expect(told).toEqual({
    ...{ method: "POST", path: "/api/2.0/mlflow/hats/:hat_id", permission: "write" },
    ...{ summary: "A hat.", bodyBytesMax: 7, fields: { size: field.whole, tags: field.texts } },
  });
  expect(routesOf("POST")[0]).not.toHaveProperty("bodyBytesMax");
});

test("without a parameter in its path an operation reads the body alone", async () => {
  const [route] = mlflowRoutes(
    defineOperation({
      ...{ method: "POST", path: "hats", permission: "read", summary: "Hats." },
      fields: { size: field.whole },
      run: async ({ size }) => size,
    }),
  );
  const headers = { "content-type": "application/json" };
  const asked = { params: { size: "3" }, body: { size: 2 }, headers, peer: { user: "a" } };
  expect(await route?.run(asked, undefined as never)).toBe(2);
});

test("each status has MLflow's word, and what is busy says when to come again", () => {
  const answerOf = (status: number, code = "X", words?: Parameters<typeof mlflowError>[1]) => {
    const given = { code, message: "m", hint: "h", status, exit: 1, facts: { a: 1 } };
    const { body, headers, status: told } = mlflowError(new FettleError(given), words);
    expect([told, headers["content-type"]]).toEqual([status, "application/json"]);
    const { error_code, message } = JSON.parse(String(body));
    return [error_code, message, headers["retry-after"]];
  };
  const codes = [400, 401, 403, 404, 409, 413, 418, 429, 500, 503].map((one) => answerOf(one));
  expect(codes).toEqual([
    ["INVALID_PARAMETER_VALUE", "m", undefined],
    ["UNAUTHENTICATED", "m", undefined],
    ["PERMISSION_DENIED", "m", undefined],
    ["RESOURCE_DOES_NOT_EXIST", "m", undefined],
    ["RESOURCE_CONFLICT", "m", undefined],
    ["INVALID_PARAMETER_VALUE", "m", undefined],
    ["INTERNAL_ERROR", "m", undefined],
    ["REQUEST_LIMIT_EXCEEDED", "m", undefined],
    ["INTERNAL_ERROR", "m", undefined],
    ["TEMPORARILY_UNAVAILABLE", "m", "1"],
  ]);
  expect(answerOf(404, "ENDPOINT_UNKNOWN")[0]).toBe("ENDPOINT_NOT_FOUND");
  expect(answerOf(404, "X", { X: "OWN" }).slice(0, 2)).toEqual(["OWN", "m"]);
  const message = (facts: Record<string, unknown>) => `a is ${facts["a"]}`;
  expect(answerOf(404, "X", { X: { message } }).slice(0, 2)).toEqual([
    ...["RESOURCE_DOES_NOT_EXIST", "a is 1"],
  ]);
});

test("a value is repeated as compact JSON with its keys sorted, to 500 letters", () => {
  const told = (value: unknown) => invalid(value, "x", "no").message;
  expect(told({ c: 1, a: [{ z: 1, b: null }], b: 2 })).toBe(
    `Invalid value {"a":[{"b":null,"z":1}],"b":2,"c":1} for parameter 'x' supplied: no`,
  );
  expect(told(undefined)).toBe("Invalid value undefined for parameter 'x' supplied: no");
  expect(told("y".repeat(600))).toBe(
    `Invalid value "${"y".repeat(499)} for parameter 'x' supplied: no`,
  );
  checkLength([1, 2], 2, "x");
  expect(refused(() => checkLength([1, 2, 3], 2, "x"))).toBe(
    `Invalid value "3 of them" for parameter 'x' supplied: at most 2 are allowed`,
  );
});

test("a token holds what its page begins with, and nothing else is one", () => {
  const raw = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  expect(pageToken([1, 2.5])).toBe(raw(["1", "2.5"]));
  expect(readPageToken(undefined, 2)).toBeUndefined();
  for (const bad of ["x", raw([1, 2]), raw(["1"]), raw(["1", "2", "3"]), raw(["1", "a"]), raw({})])
    expect(refused(() => readPageToken(bad, 2))).toBe(
      `Invalid value "${bad}" for parameter 'page_token' supplied: it is not a token that this server gave`,
    );
  expect(readOffset(pageToken([7]))).toBe(7);
  const bound = [
    ["Filter", "a"],
    ["Order", ["b"]],
  ] as const;
  expect(readBoundToken(undefined, bound)).toBe(0);
  expect(readBoundToken(boundToken(0, bound), bound)).toBe(0);
  expect(boundToken(3, [])).toBe(raw(["3"]));
  expect(readBoundToken(raw(["999999999999999"]), [])).toBe(999_999_999_999_999);
  for (const bad of ["x", raw({}), raw([3]), raw(["-1"]), raw(["1", "2"]), raw(["1".repeat(16)])])
    expect(refused(() => readBoundToken(bad, []))).toBe(
      `Invalid value "${bad}" for parameter 'page_token' supplied: Invalid page token: it is not one that this server gave`,
    );
  const other = boundToken(1, [bound[0], ["Order", ["c"]]]);
  expect(refused(() => readBoundToken(other, bound))).toBe(
    "Order in the page token does not match the requested order.",
  );
});

test("a page without a standard size is told what it may be", () => {
  for (const [max_results, got] of [
    [undefined, 0],
    [101, 101],
    [-1, -1],
  ] as const)
    expect(refused(() => pageSize(new Fields({ max_results }), undefined, 100))).toBe(
      `Invalid value ${got} for parameter 'max_results' supplied: It must be at least 1 and at most 100, but got value ${got}`,
    );
  expect(pageSize(new Fields({ max_results: 1 }), undefined, 100)).toBe(1);
});

test("a number is told as it stood in the body, where it can be found there", () => {
  for (const [body, where, text] of [
    ['{"a": 9.0}', "a", "9.0"],
    ['{"a": [1, 2e0]}', "a[1]", "2e0"],
    ['{"a": {"b": [{"c": 1.50}]}}', "a.b[0].c", "1.50"],
    [JSON.stringify('{"a": 9.0}'), "a", "9.0"],
    ['{"a": "9.0"}', "a", undefined],
    ['{"a": 1}', "b.c.d", undefined],
    ["{", "a", undefined],
  ] as const)
    expect([body, spelling(body, where)]).toEqual([body, text]);
});
