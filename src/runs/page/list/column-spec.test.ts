import { expect, test } from "vitest";
import { firstColumns, RUN_COLUMNS } from "./column-spec.ts";

test("columns, their order and their widths survive the address", () => {
  const specs = [
    { kind: "param", key: "lr" },
    { kind: "best", key: "val/loss, mean~1%", width: 140 },
    { kind: "fact", key: "startedAt" },
    { kind: "tag", key: "team" },
  ] as const;
  const text = RUN_COLUMNS.write(specs);
  expect(text).toBe("params.lr,best.val/loss%2C mean%7E1%25~140,startedAt,tags.team");
  expect(RUN_COLUMNS.read(text)).toEqual({ specs, unknown: [] });
  expect(RUN_COLUMNS.read(RUN_COLUMNS.write([]))).toEqual({ specs: [], unknown: [] });
});

test("what is no column is left out and named, and a column stands once", () => {
  const { specs, unknown } = RUN_COLUMNS.read("colour,metrics.loss,metrics.loss~90,params.");
  expect(specs).toEqual([{ kind: "metric", key: "loss" }]);
  expect(unknown).toEqual(["colour", "params."]);
});

test("a column has the name by which one sorts and filters", () => {
  for (const name of ["metrics.a.b", "min.loss", "tags.mlflow.runName", "status"])
    expect(
      RUN_COLUMNS.nameOf(
        RUN_COLUMNS.named(name) as NonNullable<ReturnType<typeof RUN_COLUMNS.named>>,
      ),
    ).toBe(name);
});

test("before anybody chose, a few metrics and parameters stand between the facts", () => {
  const many = Array.from({ length: 300 }, (_, i) => `m${i}`);
  const few = firstColumns(many, many, false).map(RUN_COLUMNS.nameOf);
  expect(few.slice(0, 4)).toEqual(["status", "startedAt", "durationMs", "metrics.m0"]);
  expect(few).toHaveLength(3 + 6 + 4 + 5);
  expect(firstColumns(many, many, true)).toHaveLength(3 + 100 + 100 + 5);
});
