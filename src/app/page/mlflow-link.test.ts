import { beforeAll, expect, test } from "vitest";
import { knowKinds } from "#web/link";
import { screenOfMlflowLink } from "./mlflow-link.ts";

beforeAll(() => knowKinds([{ name: "run", page: "/attempts/:id" }]));

test("the links that MLflow's client prints lead to the run, or to the runs", () => {
  const id = "d4cd8cb4acad44e4985ddd8cb70ad342";
  expect(screenOfMlflowLink(`#/experiments/1/runs/${id}`)).toBe(`/attempts/${id}`);
  expect(screenOfMlflowLink(`#/experiments/1/runs/${id}/artifacts`)).toBe(`/attempts/${id}`);
  expect(screenOfMlflowLink("#/experiments/1")).toBe("/runs");
  for (const other of ["", "#token=abc", "#/models", "#/experiments/1/runs/..%2f"])
    expect(screenOfMlflowLink(other)?.startsWith("/runs") ?? true).toBe(true);
  expect(screenOfMlflowLink("#token=abc")).toBeUndefined();
});
