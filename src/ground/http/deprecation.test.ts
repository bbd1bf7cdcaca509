import { expect, test } from "vitest";
import { deprecation } from "./deprecation.ts";

test("the successor of a request has the values of its path, encoded as they were", () => {
  const route = { for: "/api/fettle/1/things/:id/parts/*", since: 7 };
  expect(
    deprecation(route, "/api/fettle/1/old/:id/*", "/api/fettle/1/old/a%20b/x/y%25z?deep=1"),
  ).toEqual({
    deprecation: "@7",
    link: '</api/fettle/1/things/a%20b/parts/x/y%25z>; rel="successor-version"',
  });
});
