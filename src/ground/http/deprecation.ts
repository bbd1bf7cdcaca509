import { pathParameters } from "./path.ts";
import type { RouteShape } from "./route.ts";

/** The headers that say that a route has another path now (RFC 9745), and which it is for this request. */
export function deprecation(
  { for: successor, since }: NonNullable<RouteShape["deprecated"]>,
  pattern: string,
  target: string,
): Record<string, string> {
  const parameters = pathParameters(pattern, target);
  const path = successor.replaceAll(/:(\w+)|\*$/g, (all, name: string | undefined) =>
    (parameters[name ?? all] ?? "").split("/").map(encodeURIComponent).join("/"),
  );
  return { deprecation: `@${since}`, link: `<${path}>; rel="successor-version"` };
}
