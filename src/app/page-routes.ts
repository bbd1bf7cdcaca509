import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { answer, defineRoute, type RouteShape } from "#ground/http";
import { packageFolder } from "./home.ts";
import { slices } from "./slices.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

const SECURITY = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
};

const UNBUILT =
  "The web UI is not built in this checkout. Type: npm run build, and start the server again.\n";

/** The web UI's files, held in memory by their names: no path of a request reaches the disk. */
export function pageRoutes(): readonly RouteShape[] {
  const folder = join(packageFolder(), "dist", "page");
  const assets = new Map<string, Buffer>();
  if (existsSync(join(folder, "assets")))
    for (const name of readdirSync(join(folder, "assets")))
      assets.set(name, readFileSync(join(folder, "assets", name)));
  const index = existsSync(join(folder, "index.html"))
    ? readFileSync(join(folder, "index.html"))
    : undefined;
  const screen = (path: string): RouteShape =>
    defineRoute({
      method: "GET",
      path,
      permission: "public",
      summary: "The web UI; it asks the API for what it shows.",
      async run() {
        if (index === undefined) return answer({ body: UNBUILT });
        const headers = {
          "content-type": "text/html; charset=utf-8",
          "cache-control": "no-cache",
          ...SECURITY,
        };
        return answer({ headers, body: index });
      },
    });
  const asset = defineRoute({
    method: "GET",
    path: "/assets/:name",
    permission: "public",
    summary: "A file of the web UI, named by its content.",
    async run(asked) {
      const name = asked.params["name"] ?? "";
      const body = assets.get(name);
      if (body === undefined) return answer({ status: 404, body: "no such file\n" });
      const type = TYPES[extname(name)] ?? "application/octet-stream";
      return answer({
        headers: {
          "content-type": type,
          "cache-control": "public, max-age=31536000, immutable",
          ...SECURITY,
        },
        body,
      });
    },
  });
  return [
    screen("/"),
    asset,
    ...slices.flatMap(({ name }) => [screen(`/${name}`), screen(`/${name}/*`)]),
  ];
}
