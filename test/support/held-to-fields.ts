/** The fields that MLflow's operations tell of are those that they read. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RequestField, RouteShape } from "#ground/http";
import { openTestServer, type TestServer } from "./open-store.ts";

const BASE = "/api/2.0/mlflow/";
const nameOf = ({ method, path }: RouteShape): string => `${method} ${path.slice(BASE.length)}`;

/** Tests that hold the routes of a slice to their fields; `slices` are those it needs, itself the last. */
export function heldToFields(slices: readonly string[], routes: readonly RouteShape[]): void {
  const operations = routes.filter(
    ({ path, fallback }) => path.startsWith(BASE) && fallback !== true,
  );
  let server: TestServer;
  beforeAll(async () => {
    server = await openTestServer({ slices });
  });
  afterAll(() => server.close());

  test("every operation tells what it reads", () => {
    expect(operations.filter(({ fields }) => fields === undefined).map(nameOf)).toEqual([]);
  });

  describe("an operation refuses", () => {
    for (const operation of operations) {
      const fields = Object.entries(operation.fields ?? {});
      const isQuery = operation.method === "GET";
      const needed = fields.filter(([, field]) => field.required === true).map(([name]) => name);
      const first = needed[0];
      if (first !== undefined)
        test(`${nameOf(operation)} without ${first}`, async () => {
          const { status, text } = await ask(server, operation, {});
          expect({ status, text }).toMatchObject({ status: 400 });
          expect([...needed, "run_id"].some((name) => text.includes(name))).toBe(true);
        });
      for (const [name, field] of fields) {
        const value = wrong(field, isQuery);
        // What comes after a field that is missing is not looked at, nor what is said of a thing that is not there.
        const isSeen = first === undefined ? !operation.path.includes(":") : name === first;
        if (value !== undefined && isSeen)
          test(`${nameOf(operation)} with ${name} of another type`, async () => {
            const { status, text } = await ask(server, operation, { [name]: value });
            expect({ status, text }).toMatchObject({ status: 400 });
          });
      }
    }
  });
}

/** A value of another type than the field's; undefined where any text is one. */
function wrong({ type, list }: RequestField, isQuery: boolean): unknown {
  if (isQuery)
    return type === "whole" || type === "number" || type === "flag" ? "wrong" : undefined;
  if (list === true && type !== "text") return 1;
  return type === "text" ? { no: "text" } : "wrong";
}

async function ask(
  server: TestServer,
  { method, path }: RouteShape,
  values: object,
): Promise<{ status: number; text: string }> {
  const isQuery = method === "GET";
  const query = isQuery ? `?${new URLSearchParams(values as Record<string, string>)}` : "";
  const response = await fetch(server.url + path.replace(/:\w+/g, "x") + query, {
    method,
    headers: {
      authorization: `Bearer ${server.token}`,
      ...(isQuery ? {} : { "content-type": "application/json" }),
    },
    ...(isQuery ? {} : { body: JSON.stringify(values) }),
  });
  return { status: response.status, text: await response.text() };
}
