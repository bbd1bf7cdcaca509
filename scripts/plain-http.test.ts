import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { plainHttp, withoutUnused } from "./plain-http.ts";

const server = readFileSync(
  new URL("../node_modules/fastify/lib/server.js", import.meta.url),
  "utf8",
);

test("Fastify's server is left without HTTP/2 and TLS, and nothing else is touched", () => {
  const { transform } = plainHttp();
  const lean = transform(server, "/a/node_modules/fastify/lib/server.js") ?? "";
  expect(lean).toContain("const http2 = undefined\n");
  expect(lean).toContain("const https = undefined\n");
  expect(lean).toContain("const http = require('node:http')\n");
  expect(lean.split("\n")).toHaveLength(server.split("\n").length);
  expect(transform(server, "/a/node_modules/fastify/lib/route.js")).toBeUndefined();
});

test("another Fastify, which loads them otherwise, is told", () => {
  expect(() => withoutUnused("import http2 from 'node:http2'")).toThrow(
    "has no require('node:http2') now",
  );
});
