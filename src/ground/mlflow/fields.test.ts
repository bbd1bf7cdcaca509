import { describe, expect, test } from "vitest";
import { type Field, Fields, field, mlflowError, UNKNOWN_ENDPOINTS } from "./index.ts";

const SEE = "See the API docs for more information about request parameters.";
const message = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    expect(error).toMatchObject({ code: "VALUE_INVALID", status: 400 });
    return (error as Error).message;
  }
  throw new Error("nothing was refused");
};
const read = (one: Field<unknown>, given?: unknown): unknown =>
  one.read(new Fields(given === undefined ? {} : { x: given }), "x");

describe("what is not sent, or null, or empty", () => {
  const absent = [undefined, null] as const;

  test("is nothing where it need not be there", () => {
    for (const given of absent) {
      for (const one of [field.text, field.whole, field.flag, field.sentValue])
        expect(read(one, given)).toBeUndefined();
      expect(read(field.word(["a"]), given)).toBeUndefined();
      expect(read(field.message({}), given)).toBeUndefined();
      expect(read(field.value, given)).toBe("");
      expect(read(field.texts, given)).toEqual([]);
      expect(read(field.messages({}), given)).toEqual([]);
    }
    expect(read(field.text, "")).toBeUndefined();
    expect(read(field.value, "")).toBe("");
    expect(read(field.sentValue, "")).toBe("");
    expect(read(field.needTexts, [])).toEqual([]);
  });

  test("is missed where it must be", () => {
    for (const one of [
      ...[field.needText, field.needWhole, field.needNumber, field.needTexts],
      field.needWord(["a"]),
    ])
      for (const given of absent)
        expect(message(() => read(one, given))).toBe(
          `Missing value for required parameter 'x'. ${SEE}`,
        );
    for (const one of [field.needText, field.needNumber])
      expect(message(() => read(one, ""))).toContain("Missing value");
    expect(message(() => read(field.runId))).toContain("'run_id'");
  });
});

test("a run is named by either of its names", () => {
  expect(field.runId.read(new Fields({ run_uuid: "b" }), "")).toBe("b");
  expect(field.runId.read(new Fields({ run_id: "a", run_uuid: "b" }), "")).toBe("a");
});

test("numbers come as numbers or as texts, whole ones up to 2^53", () => {
  for (const [given, number] of [
    [7, 7],
    ["-7", -7],
    [9_007_199_254_740_991, 9_007_199_254_740_991],
  ] as const)
    expect(read(field.whole, given)).toBe(number);
  for (const given of [9_007_199_254_740_992, "9007199254740992", "-9007199254740993"])
    expect(message(() => read(field.whole, given))).toContain(
      "the number is beyond 9007199254740991",
    );
  for (const given of ["7.0", "seven", 0.5, true, [7], {}])
    expect(message(() => read(field.whole, given))).toContain("Hint: Value was of type");
  for (const [given, number] of [
    [0.5, 0.5],
    ["1e3", 1000],
    ["+.5", 0.5],
    ["-Infinity", Number.NEGATIVE_INFINITY],
    ["NaN", Number.NaN],
  ] as const)
    expect(read(field.needNumber, given)).toBe(number);
  for (const given of ["one", "1.2.3", "0x10", true, {}])
    expect(message(() => read(field.needNumber, given))).toContain("Hint: Value was of type");
});

test("what is of another type is told with the name that Python has for it", () => {
  const typeOf = (given: unknown): string | undefined =>
    /of type '(\w+)'/.exec(message(() => read(field.needText, given)))?.[1];
  expect([true, [1], { a: 1 }, 3, 3.5, 1e30].map(typeOf)).toEqual([
    ...["bool", "list", "dict", "int", "float", "float"],
  ]);
  expect(message(() => read(field.whole, "a"))).toContain("of type 'str'");
  expect(message(() => new Fields("a"))).toContain("for parameter 'body'");
  expect(message(() => new Fields([]))).toContain("of type 'list'");
  expect(message(() => new Fields(null))).toContain("of type 'NoneType'");
});

test("half a character is refused, since no client of MLflow's can send it", () => {
  expect(message(() => read(field.text, "a\ud800"))).toContain("the text holds half a character");
  expect(read(field.text, "a\u{1f600}")).toBe("a\u{1f600}");
});

test("a word comes by its name or by its place from 1 on", () => {
  const word = field.word(["red", "blue"]);
  expect(["red", 1, "2", 2].map((given) => read(word, given))).toEqual([
    ...["red", "red", "blue", "blue"],
  ]);
  for (const given of ["green", 0, 3, "0", -1, true])
    expect(message(() => read(word, given))).toContain(`expected one of red, blue. ${SEE}`);
  expect(word.words).toEqual(["red", "blue"]);
});

test("a flag is true or false, as text in either case", () => {
  expect([true, "True", false, "FALSE"].map((given) => read(field.flag, given))).toEqual([
    ...[true, true, false, false],
  ]);
  for (const given of ["yes", 1, ""]) expect(message(() => read(field.flag, given))).toBeTruthy();
});

test("lists name the place of what does not fit", () => {
  expect(read(field.texts, "one")).toEqual(["one"]);
  expect(message(() => read(field.texts, ["a", 3]))).toContain("for parameter 'x[1]'");
  const points = field.messages({ n: field.needWhole, in: field.message({ t: field.needText }) });
  expect(read(points, [{ n: 1 }, { n: "2", in: { t: "deep" } }])).toEqual([
    { n: 1, in: undefined },
    { n: 2, in: { t: "deep" } },
  ]);
  expect(message(() => read(points, [{ n: 1 }, {}]))).toContain("'x[1].n'");
  expect(message(() => read(points, [{ n: 1, in: {} }]))).toContain("'x[0].in.t'");
  expect(message(() => read(points, [null]))).toContain("'x[0]'");
  expect(message(() => read(points, {}))).toContain("of type 'dict'");
  expect(message(() => read(field.message({}), []))).toContain("of type 'list'");
  const doubled = field.messages({ n: field.needWhole }, ({ n }) => 2 * n);
  expect(read(doubled, [{ n: 1 }, { n: 4 }])).toEqual([2, 8]);
});

test("a batch is read the quick way where it is plain, and named in errors where not", () => {
  const fields = new Fields({ x: [1, { n: "a" }] });
  const plain = (given: unknown) => (typeof given === "number" ? given : undefined);
  expect(fields.listOf<unknown>("x", plain, (item) => item.text("n"))).toEqual([1, "a"]);
  expect(message(() => fields.listOf<unknown>("x", plain, (item) => item.whole("n")))).toContain(
    "'x[1].n'",
  );
  expect(message(() => new Fields({ x: {} }).listOf("x", plain, () => 0))).toContain("'dict'");
});

test("a page's limit tells its bounds, and is needed where there is no standard", () => {
  expect(field.pageLimit(20, 100).about).toBe("1 to 100, default 20.");
  expect(field.pageLimit(undefined, 100).about).toBe("1 to 100; needed.");
  expect(message(() => field.pageLimit(undefined, 100).read(new Fields({}), ""))).toContain(
    "It must be at least 1 and at most 100, but got value 0",
  );
});

test("a part of the API that is not there is told as MLflow tells it, under all its prefixes", async () => {
  const [, post] = UNKNOWN_ENDPOINTS;
  expect(new Set(UNKNOWN_ENDPOINTS.map(({ path }) => path))).toEqual(
    new Set([
      "/api/2.0/mlflow/*",
      "/ajax-api/2.0/mlflow/*",
      "/api/3.0/mlflow/*",
      "/ajax-api/3.0/mlflow/*",
    ]),
  );
  const asked = { params: { "*": "hats/wear" } } as never;
  const error = await Promise.resolve(post?.run(asked, {} as never)).catch((thrown) => thrown);
  expect(error).toMatchObject({ code: "ENDPOINT_UNKNOWN", status: 404 });
  expect((error as Error).message).toContain("/api/2.0/mlflow/hats/wear");
  const answered = mlflowError(error as never);
  expect(answered.status).toBe(404);
  expect(JSON.parse(String(answered.body)).error_code).toBe("ENDPOINT_NOT_FOUND");
});

test.each([
  [400, "INVALID_PARAMETER_VALUE"],
  [401, "UNAUTHENTICATED"],
  [403, "PERMISSION_DENIED"],
  [404, "RESOURCE_DOES_NOT_EXIST"],
  [409, "RESOURCE_CONFLICT"],
  [413, "INVALID_PARAMETER_VALUE"],
  [429, "REQUEST_LIMIT_EXCEEDED"],
  [503, "TEMPORARILY_UNAVAILABLE"],
  [500, "INTERNAL_ERROR"],
])(
  "an error of status %i is %s to MLflow's client, which comes back after a 503",
  (status, code) => {
    const { headers, body } = mlflowError({ code: "X", status, message: "m", facts: {} } as never);
    expect(JSON.parse(String(body))).toEqual({ error_code: code, message: "m" });
    expect(headers["retry-after"]).toBe(status === 503 ? "1" : undefined);
    const own = mlflowError({ code: "X", status, message: "m", facts: {} } as never, { X: "OWN" });
    expect(JSON.parse(String(own.body)).error_code).toBe("OWN");
  },
);

test("the references are told of each field what it is, whether it must be there, and its words", () => {
  const told = ({ read: _read, ...rest }: Field<unknown>) => rest;
  const inner = { t: field.text };
  expect(
    [
      ...[field.text, field.needText, field.value, field.sentValue, field.texts, field.needTexts],
      ...[field.whole, field.needWhole, field.needNumber, field.flag, field.milliseconds],
      ...[field.word(["a"]), field.needWord(["a"]), field.runId, field.pageLimit(2, 9)],
      ...[field.message(inner), field.messages(inner)],
      ...[field.needed(field.word(["b"])), field.about(field.flag, "Why.")],
    ].map(told),
  ).toEqual([
    { type: "text" },
    { type: "text", required: true },
    { type: "text" },
    { type: "text" },
    { type: "text", list: true },
    { type: "text", list: true, required: true },
    { type: "whole" },
    { type: "whole", required: true },
    { type: "number", required: true },
    { type: "flag" },
    { type: "whole", about: "Milliseconds since 1970, UTC." },
    { type: "text", words: ["a"] },
    { type: "text", required: true, words: ["a"] },
    { type: "text", about: "Required, by this name or as run_uuid." },
    { type: "whole", about: "1 to 9, default 2." },
    { type: "message", fields: inner },
    { type: "message", list: true, fields: inner },
    { type: "text", words: ["b"], required: true },
    { type: "flag", about: "Why." },
  ]);
});

test("a place in a message is told whole, and a parameter of the path wins over the body", () => {
  const body = '{"x": [{"n": 1.5}], "id": 2.0, "m": {"n": "a"}}';
  const fields = new Fields(JSON.parse(body), "", body);
  expect(fields.where("x")).toBe("x");
  expect(fields.list("x")[0]?.where("n")).toBe("x[0].n");
  expect(fields.message("m")?.where("n")).toBe("m.n");
  expect(message(() => fields.list("x")[0]?.whole("n"))).toContain("Invalid value 1.5 for");
  expect(message(() => fields.text("id"))).toBe(
    `Invalid value 2.0 for parameter 'id' supplied:  Hint: Value was of type 'float'. ${SEE}`,
  );
  const known = fields.with({ id: "path" });
  expect([known.text("id"), known.list("x").length]).toEqual(["path", 1]);
  expect(message(() => known.list("x")[0]?.whole("n"))).toContain("Invalid value 1.5 for");
  expect([fields.has("x"), fields.has("none"), new Fields({ x: null }).has("x")]).toEqual([
    ...[true, false, false],
  ]);
  expect([new Fields(undefined).has("x"), new Fields({ x: "" }).has("x")]).toEqual([false, true]);
});
