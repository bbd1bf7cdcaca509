import { expect, test } from "vitest";
import { directLoopback } from "./direct-loopback.ts";

const all = (list: string) => ({ no_proxy: list, NO_PROXY: list });

test("where a proxy is named this machine is left out of it, and what was left out stays so", () => {
  const proxy = { http_proxy: "http://proxy:3128" };
  expect(directLoopback(proxy)).toEqual(all("localhost,127.0.0.1,::1"));
  expect(directLoopback({ ...proxy, NO_PROXY: ".corp, 127.0.0.1" })).toEqual(
    all(".corp,127.0.0.1,localhost,::1"),
  );
  expect(directLoopback({ HTTPS_PROXY: "x", no_proxy: "a" })).toEqual(
    all("a,localhost,127.0.0.1,::1"),
  );
});

test("without a proxy, or with one that is used for nothing, the environment stays as it is", () => {
  expect(directLoopback({ no_proxy: "a", HTTP_PROXY: "" })).toEqual({});
  expect(directLoopback({ ALL_PROXY: "x", NO_PROXY: "*" })).toEqual({});
});
