import type { IncomingMessage } from "node:http";

/** What proxies add to what they pass on. */
const SIGNS = new Set([
  "forwarded",
  "via",
  "x-real-ip",
  "x-client-ip",
  "x-cluster-client-ip",
  "x-original-forwarded-for",
  "x-envoy-external-address",
  "true-client-ip",
  "cf-connecting-ip",
  "fastly-client-ip",
  "fly-client-ip",
]);

/**
 * What shows that a request came through a proxy: the name of a header that only a proxy sets, or the old HTTP/1.0, which
 * nginx speaks by default to what it passes on to; `undefined` where nothing does. A proxy that says nothing at all looks
 * like a client.
 */
export function passedOnBy(request: IncomingMessage): string | undefined {
  for (const name in request.headers)
    if (SIGNS.has(name) || name.startsWith("x-forwarded")) return name;
  return request.httpVersion === "1.0" ? "HTTP/1.0" : undefined;
}
