import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AttackedServer, openAttackedServer } from "#test/attacked-server";
import type { RawAnswer, RawRequest } from "#test/raw-request";
import { tellProof } from "#test/tell-proof";

let server: AttackedServer;
beforeAll(async () => {
  server = await openAttackedServer();
});
afterAll(async () => {
  await server.desk.close();
});

const ask = (request: RawRequest): Promise<RawAnswer> => server.ask(request);
const post = (target: string, body: unknown): Promise<RawAnswer> => server.post(target, body);
describe("hostile values", () => {
  const SQL = [
    "'",
    "''",
    "' OR 1=1 --",
    "'; DROP TABLE runs_run; --",
    "\\'",
    "`; SELECT 1",
    '"',
    "a\u0000b",
    "%",
    "_",
    "!",
    "1e999",
    "x) OR (1=1",
    "/*",
    "$x",
    "?1",
    ":a",
    "@b",
  ];

  test("in a search are text to look for, and break nothing", async () => {
    for (const value of SQL)
      for (const filter of [
        value,
        `params.a = '${value}'`,
        `metrics.\`${value}\` > 1`,
        `tags.\`${value}\` LIKE '${value}'`,
        `run_id IN ('${value}')`,
        `attributes.${value} = 'x'`,
      ])
        for (const order of [value, `params.\`${value}\` DESC`, `metrics.x ${value}`]) {
          const found = await post("/api/2.0/mlflow/runs/search", {
            experiment_ids: ["0"],
            filter,
            order_by: [order],
          });
          expect([filter, order, found.status]).toEqual([
            filter,
            order,
            expect.toSatisfy((s) => s === 200 || s === 400),
          ]);
          expect(found.body).not.toMatch(/sqlite|syntax error|near "/i);
        }
    for (const value of SQL) {
      const v = encodeURIComponent(value);
      for (const query of [
        `sort=${v}`,
        `sort=metrics.${v}`,
        `order=${v}`,
        `q=${v}`,
        `filter=${v}`,
        `status=${v}`,
        `project=${v}`,
        `limit=${v}`,
        `offset=${v}`,
      ])
        expect((await ask({ target: `/api/fettle/1/runs?${query}` })).status).toBeLessThan(500);
      expect(
        (
          await post("/api/2.0/mlflow/experiments/search", {
            max_results: 5,
            filter: `name LIKE '${value}'`,
            order_by: [value],
          })
        ).status,
      ).toBeLessThan(500);
    }
    expect((await ask({ target: `/api/fettle/1/runs/${server.run.id}` })).status).toBe(200);
  });

  test("in JSON are refused or kept as data, and never answered with 5xx", async () => {
    const id = server.run.id;
    const deep = (open: string, close: string) => open.repeat(50_000) + close.repeat(50_000);
    const BODIES = [
      "null",
      "[]",
      "1",
      '""',
      '"x"',
      "{",
      "",
      "\ufeff{}",
      "NaN",
      "1e999",
      "-0",
      deep("[", "]"),
      deep('{"a":', "}").replace(":}", ":1}"),
      '{"run_id":{"toString":1}}',
      '{"run_id":["x"]}',
      '{"run_id":1e400}',
      '{"__proto__":{"run_id":"x"}}',
      '{"constructor":{"prototype":{"polluted":1}}}',
      "\u0000",
      `"${"{}".replaceAll('"', '\\"')}"`,
    ];
    const OPERATIONS = [
      "runs/create",
      "runs/update",
      "runs/log-metric",
      "runs/log-parameter",
      "runs/set-tag",
      "runs/delete-tag",
      "runs/log-batch",
      "runs/search",
      "experiments/create",
      "experiments/search",
    ];
    for (const body of BODIES) {
      for (const operation of OPERATIONS)
        expect([
          operation,
          body.slice(0, 40),
          (await post(`/api/2.0/mlflow/${operation}`, body)).status,
        ]).toEqual([operation, body.slice(0, 40), expect.toSatisfy((s) => s < 500)]);
      for (const path of [
        "runs",
        `runs/${id}/end`,
        "models/intent/versions",
        "dialogues/reports",
        "gate/comparisons",
        "gate/promote",
        "session",
      ])
        expect([
          path,
          body.slice(0, 40),
          (await post(`/api/fettle/1/${path}`, body)).status,
        ]).toEqual([path, body.slice(0, 40), expect.toSatisfy((s) => s < 500)]);
    }
    for (const value of [
      "1e999",
      "-1e999",
      "NaN",
      "1e-400",
      "9007199254740993",
      '"NaN"',
      '"Infinity"',
      '"0x10"',
      '"1e5"',
      "true",
      "[]",
    ])
      for (const field of ["value", "step", "timestamp"]) {
        const metric = `{"run_id":"${id}","key":"m","value":1,"timestamp":1,"step":1,"${field}":${value}}`;
        expect((await post("/api/2.0/mlflow/runs/log-metric", metric)).status).toBeLessThan(500);
      }
  });

  test("as keys are keys like any other, and pollute nothing", async () => {
    const run_id = server.run.id;
    const KEYS = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "valueOf"];
    for (const key of KEYS) {
      for (const [operation, fields] of [
        ["log-parameter", {}],
        ["set-tag", {}],
        ["log-metric", { timestamp: 1 }],
      ] as const)
        expect(
          (
            await post(`/api/2.0/mlflow/runs/${operation}`, {
              run_id,
              key,
              value: operation === "log-metric" ? 1 : "v",
              ...fields,
            })
          ).status,
        ).toBe(200);
      expect(
        (await ask({ target: `/api/fettle/1/runs?${key}=a&${key}=b&sort=${key}` })).status,
      ).toBe(400);
      expect((await ask({ target: `/api/fettle/1/runs/${key}` })).status).toBe(404);
      expect((await ask({ target: `/api/fettle/1/models/${key}` })).status).toBe(404);
    }
    const { body } = await ask({ target: `/api/fettle/1/runs/${run_id}` });
    const run = JSON.parse(body) as { params: object; tags: object; metrics: object };
    for (const part of [run.params, run.tags, run.metrics])
      expect(Object.keys(part)).toEqual(expect.arrayContaining(KEYS));
    const version = JSON.parse(
      (await ask({ target: "/api/fettle/1/models/intent/versions/1" })).body,
    ) as { metrics: object };
    expect(Object.keys(version.metrics)).toEqual(expect.arrayContaining(KEYS));
  });

  test("that take long to read hold nobody up", async () => {
    const long = "1".repeat(200_000);
    const started = performance.now();
    for (const text of [
      `${long}x`,
      `metrics.${long}x`,
      `'${"''".repeat(50_000)}`,
      " ".repeat(100_000),
      "(".repeat(100_000),
    ])
      for (const body of [{ filter: text }, { order_by: [text] }]) {
        await post("/api/2.0/mlflow/runs/search", { experiment_ids: ["0"], ...body });
        await post("/api/2.0/mlflow/experiments/search", { max_results: 1, ...body });
      }
    await ask({ target: `/api/2.0/mlflow-artifacts/artifacts?path=${"/".repeat(10_000)}x` });
    expect(performance.now() - started).toBeLessThan(4000);
  });
});

test("no answer held a secret or a stack, and the log holds neither token nor bug", ({ task }) => {
  tellProof(task, { "requests answered": server.asked(), leaks: server.leaks().length });
  expect(server.leaks()).toEqual([]);
});
