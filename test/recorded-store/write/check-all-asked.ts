import { allRoutes } from "../../../src/app/all-routes.ts";
import type { Asked } from "../serve-store.ts";

/** The document of all routes changes with every sentence in it, a stream never ends, and pages have tests of their own. */
const NOT_ASKED =
  /^GET (\/api\/fettle\/1\/(openapi\.json|events)|\/assets\/:name|\/|\/[a-z]+(\/\*)?)$/;

/** Throws where a route that reads, or one that searches, is not among the requests. */
export async function checkAllAsked(requests: readonly Asked[]): Promise<void> {
  const routes = await allRoutes({ token: "", stop() {}, startedAt: 0, version: "" });
  const missing = routes
    .filter(({ method, path }) => /^(GET|HEAD)$/.test(method) || /search/.test(path))
    .filter(({ method, path }) => !NOT_ASKED.test(`${method} ${path}`) || path === "/health")
    .filter((route) => !requests.some((asked) => fits(route, asked)))
    .map(({ method, path }) => `${method} ${path}`);
  if (missing.length > 0) throw new Error(`nothing asks these routes:\n${missing.join("\n")}`);
}

function fits(route: { method: string; path: string }, asked: Asked): boolean {
  const parts = route.path
    .split("/")
    .map((part) => (part === "*" ? ".+" : part.startsWith(":") ? "[^/]+" : escaped(part)));
  const path = asked.path.split("?")[0] ?? "";
  return route.method === asked.method && new RegExp(`^${parts.join("/")}$`).test(path);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
