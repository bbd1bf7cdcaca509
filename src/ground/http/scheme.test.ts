import type { IncomingHttpHeaders } from "node:http";
import { expect, test } from "vitest";
import { schemeOf } from "./scheme.ts";

test.each<[IncomingHttpHeaders, "http" | "https"]>([
  [{}, "http"],
  [{ "x-forwarded-proto": "https" }, "https"],
  [{ "x-forwarded-proto": "HTTPS , http" }, "https"],
  [{ "x-forwarded-proto": "http, https" }, "http"],
  [{ "x-forwarded-proto": "javascript" }, "http"],
  [{ forwarded: "for=192.0.2.1;proto=https" }, "https"],
  [{ forwarded: 'For="[::1]:1";Proto="https", proto=http' }, "https"],
  [{ forwarded: "for=192.0.2.1, for=10.0.0.1;proto=https" }, "http"],
  [{ forwarded: "notproto=https" }, "http"],
  [{ forwarded: "proto=https", "x-forwarded-proto": "http" }, "http"],
])("%j came by %s, by what the first proxy says", (headers, scheme) => {
  expect(schemeOf(headers)).toBe(scheme);
});

test("a browser knows better than a proxy how its page came", () => {
  const told = { "x-forwarded-proto": "https" };
  expect(schemeOf({ origin: "https://fettle.example" })).toBe("https");
  expect(schemeOf({ ...told, origin: "http://fettle.example" })).toBe("http");
  expect(schemeOf({ ...told, origin: "null" })).toBe("https");
});
