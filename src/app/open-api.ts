import { type ZodType, z } from "zod";
import { http, type RequestField, type RequestFields, type RouteShape } from "#ground/http";
import { NOT_FINITE } from "#ground/wire";

/** Part of a JSON document. */
type Json = Record<string, unknown>;

/** The routes of a slice, or of the server itself. */
export type RouteGroup = { readonly name: string; readonly routes: readonly RouteShape[] };

const FORMAT = "3.1.1";
const ABOUT = [
  "Every route of a Fettle server but the web UI's own files.",
  "Paths below /api/2.0/mlflow and /api/3.0/mlflow speak MLflow's protocol; each also answers below /ajax-api, as there.",
  "A parameter `rest` at the end of a path may hold slashes.",
].join(" ");

/**
 * An OpenAPI document (https://spec.openapis.org/oas/v3.1.1) of these routes, made from their schemas and, where a
 * foreign protocol checks for itself, from their fields. A route's twin below `/ajax-api` is left out.
 */
export function openApi(groups: readonly RouteGroup[], version: string): Json {
  const paths: Record<string, Json> = {};
  for (const { name, routes } of groups) {
    const known = new Set(routes.map((route) => `${route.method} ${route.path}`));
    for (const route of routes) {
      if (route.fallback === true) continue;
      if (known.has(`${route.method} ${route.path.replace(/^\/ajax-api\//, "/api/")}`))
        if (route.path.startsWith("/ajax-api/")) continue;
      const path = templated(route.path);
      paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(name, route) };
    }
  }
  return {
    openapi: FORMAT,
    info: { title: "Fettle", version, description: ABOUT, license: { name: "Apache-2.0" } },
    servers: [{ url: "/" }],
    tags: groups.filter(({ routes }) => routes.length > 0).map(({ name }) => ({ name })),
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: {
        token: {
          type: "http",
          scheme: "bearer",
          description: "The store's token. The user who owns the store needs none.",
        },
      },
      schemas: ERROR_SCHEMAS,
    },
  };
}

const ERROR_SCHEMAS: Json = {
  Error: {
    type: "object",
    required: ["error_code", "message", "hint"],
    properties: {
      error_code: { type: "string", description: "One of docs/reference/errors.md." },
      message: { type: "string" },
      hint: { type: "string", description: "What to do next." },
      exit: { type: "integer", description: "What a command exits with." },
      facts: { type: "object", description: "The values in the message." },
      formerCode: {
        type: "string",
        description: "What the code was called in the last release, where that was something else.",
      },
    },
  },
  MlflowError: {
    type: "object",
    required: ["error_code", "message"],
    properties: { error_code: { type: "string" }, message: { type: "string" } },
  },
};

/** `/a/:id/*` as `/a/{id}/{rest}`. */
function templated(path: string): string {
  return path.replace(/:(\w+)/g, "{$1}").replace(/\*$/, "{rest}");
}

function operationOf(group: string, route: RouteShape): Json {
  const isBody = route.method !== "GET";
  const described = route.fields === undefined ? undefined : messageSchema(route.fields);
  const body = isBody ? (schemaOf(route.body) ?? described) : undefined;
  const error = route.onError === undefined ? "Error" : "MlflowError";
  return {
    operationId: `${route.method.toLowerCase()}${route.path.replace(/[^A-Za-z0-9]+/g, "_")}`,
    tags: [group],
    summary: route.summary,
    ...(route.permission === "public" ? { security: [] } : {}),
    parameters: [
      ...pathParameters(route),
      ...queryParameters(schemaOf(route.query) ?? (isBody ? undefined : described)),
    ],
    ...(route.streamsBody === true
      ? { requestBody: { required: true, content: { "application/octet-stream": {} } } }
      : {}),
    ...(body === undefined || route.streamsBody === true
      ? {}
      : { requestBody: { content: { "application/json": { schema: body } } } }),
    responses: {
      200: {
        description: http.STATUS_CODES[200],
        ...contentOf(route),
      },
      default: {
        description: "Refused; the status says how.",
        content: { "application/json": { schema: { $ref: `#/components/schemas/${error}` } } },
      },
    },
  };
}

/** What a 200 holds, as far as the route tells. */
function contentOf({ answer, sends }: RouteShape): Json {
  if (sends !== undefined) return { content: { [sends]: {} } };
  if (answer === undefined) return {};
  return { content: { "application/json": { schema: schemaOf(answer, "output") } } };
}

function pathParameters(route: RouteShape): readonly Json[] {
  const known = schemaOf(route.params) as { properties?: Record<string, Json> } | undefined;
  const names = [...route.path.matchAll(/:(\w+)|(\*)$/g)].map(([, name]) => name ?? "*");
  return names.map((name) => ({
    name: name === "*" ? "rest" : name,
    in: "path",
    required: true,
    schema: known?.properties?.[name] ?? { type: "string" },
  }));
}

function queryParameters(schema: Json | undefined): readonly Json[] {
  const { properties = {}, required = [] } = (schema ?? {}) as {
    properties?: Record<string, Json>;
    required?: readonly string[];
  };
  return Object.entries(properties).map(([name, { description, ...value }]) => ({
    name,
    in: "query",
    ...(required.includes(name) ? { required: true } : {}),
    ...(description === undefined ? {} : { description }),
    schema: value,
  }));
}

function schemaOf(schema: ZodType | undefined, io: "input" | "output" = "input"): Json | undefined {
  if (schema === undefined) return undefined;
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest;
}

/** Fields of a foreign protocol as a JSON schema. */
export function messageSchema(fields: RequestFields): Json {
  const required = Object.keys(fields).filter((name) => fields[name]?.required === true);
  return {
    type: "object",
    properties: Object.fromEntries(
      Object.entries(fields).map(([name, field]) => [name, fieldSchema(field)]),
    ),
    ...(required.length === 0 ? {} : { required }),
  };
}

const TYPES = {
  text: { type: "string" },
  whole: { type: "integer", format: "int64" },
  number: { anyOf: [{ type: "number" }, { enum: NOT_FINITE }] },
  flag: { type: "boolean" },
} as const;

function fieldSchema(field: RequestField): Json {
  const one: Json =
    field.type === "message"
      ? messageSchema(field.fields ?? {})
      : { ...TYPES[field.type], ...(field.words === undefined ? {} : { enum: field.words }) };
  return {
    ...(field.list === true ? { type: "array", items: one } : one),
    ...(field.about === undefined ? {} : { description: field.about }),
  };
}
