import { expect, test } from "vitest";
import { z } from "zod";
import { answer, defineRoute, type RouteShape } from "#ground/http";
import { routeGroups } from "./all-routes.ts";
import { openApi } from "./open-api.ts";

const of = (...routes: RouteShape[]) =>
  // biome-ignore lint/suspicious/noExplicitAny: a JSON document
  openApi([{ name: "things", routes }], "1.0.0") as any;

test("a route's schemas become parameters and a body, with what each is for", () => {
  const document = of(
    defineRoute({
      method: "POST",
      path: "/api/fettle/1/things/:id/*",
      permission: "write",
      summary: "Makes a thing.",
      query: z.object({ dry: z.string().optional().describe("Only says what it would do.") }),
      body: z.object({ name: z.string().min(1).max(20) }),
      run: async () => ({}),
    }),
  );
  expect(document.openapi).toBe("3.1.1");
  expect(document.paths["/api/fettle/1/things/{id}/{rest}"].post).toMatchObject({
    summary: "Makes a thing.",
    parameters: [
      { name: "id", in: "path", required: true },
      { name: "rest", in: "path", required: true },
      { name: "dry", in: "query", description: "Only says what it would do." },
    ],
    requestBody: {
      content: {
        "application/json": {
          schema: {
            properties: { name: { type: "string", minLength: 1, maxLength: 20 } },
            required: ["name"],
          },
        },
      },
    },
  });
});

test("an answer is told by its schema, and what is no JSON by its media type", () => {
  const { paths } = of(
    defineRoute({
      method: "GET",
      path: "/api/fettle/1/things",
      permission: "read",
      summary: "Things.",
      answer: z.object({ total: z.int() }),
      run: async () => ({ total: 0 }),
    }),
    defineRoute({
      method: "GET",
      path: "/api/fettle/1/things/:id/file",
      permission: "read",
      summary: "A file.",
      sends: "application/octet-stream",
      run: async () => answer({ body: "" }),
    }),
  );
  const sent = (path: string) => paths[path].get.responses[200].content;
  expect(sent("/api/fettle/1/things")["application/json"].schema).toMatchObject({
    properties: { total: { type: "integer" } },
    required: ["total"],
  });
  expect(sent("/api/fettle/1/things/{id}/file")).toEqual({ "application/octet-stream": {} });
});

test("a foreign protocol's fields become a query or a body, and its errors are its own", () => {
  const route = (method: "GET" | "POST") =>
    defineRoute({
      method,
      path: "/api/2.0/mlflow/things",
      permission: "read",
      summary: "Things.",
      onError: () => {
        throw new Error("not asked");
      },
      fields: {
        key: { type: "text", required: true },
        step: { type: "whole", about: "From 0 on." },
        tags: { type: "message", list: true, fields: { value: { type: "number" } } },
      },
      run: async () => ({}),
    });
  const { get, post } = of(route("GET"), route("POST")).paths["/api/2.0/mlflow/things"];
  expect(get.parameters).toEqual([
    { name: "key", in: "query", required: true, schema: { type: "string" } },
    {
      name: "step",
      in: "query",
      description: "From 0 on.",
      schema: { type: "integer", format: "int64" },
    },
    { name: "tags", in: "query", schema: expect.objectContaining({ type: "array" }) },
  ]);
  expect(post.parameters).toEqual([]);
  expect(post.requestBody.content["application/json"].schema).toMatchObject({
    required: ["key"],
    properties: { tags: { items: { properties: { value: { anyOf: expect.anything() } } } } },
  });
  expect(post.responses.default.content["application/json"].schema.$ref).toMatch(/MlflowError$/);
});

test("what answers in the place of others and the twins below /ajax-api stay out", () => {
  const at = (path: string, fallback?: true) =>
    defineRoute({
      method: "GET",
      path,
      permission: "public",
      summary: "A thing.",
      ...(fallback === undefined ? {} : { fallback }),
      run: async () => ({}),
    });
  const { paths } = of(
    at("/api/2.0/mlflow/a"),
    at("/ajax-api/2.0/mlflow/a"),
    at("/ajax-api/2.0/mlflow/alone"),
    at("/api/2.0/mlflow/*", true),
  );
  expect(Object.keys(paths)).toEqual(["/api/2.0/mlflow/a", "/ajax-api/2.0/mlflow/alone"]);
  expect(paths["/api/2.0/mlflow/a"].get.security).toEqual([]);
});

test("every route of the server itself tells its answer, or what it sends instead", async () => {
  const [own] = await routeGroups({ token: "", stop() {}, startedAt: 0, version: "1.0.0" });
  expect(own?.name).toBe("server");
  const untold = own?.routes.filter(
    ({ answer, sends }) => (answer === undefined) === (sends === undefined),
  );
  expect(untold).toEqual([]);
});

test("every operation of a server has a name of its own", async () => {
  const groups = await routeGroups({ token: "", stop() {}, startedAt: 0, version: "1.0.0" });
  const { paths } = openApi(groups, "1.0.0") as {
    paths: Record<string, Record<string, { operationId: string }>>;
  };
  const ids = Object.values(paths).flatMap((path) => Object.values(path).map((o) => o.operationId));
  expect(ids.length).toBeGreaterThan(50);
  expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
});
