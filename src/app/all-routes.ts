import type { RouteShape } from "#ground/http";
import { formerRoutes } from "./former-words.ts";
import type { RouteGroup } from "./open-api.ts";
import { pageRoutes } from "./page-routes.ts";
import { serverRoutes } from "./server-routes.ts";
import { slices } from "./slices.ts";

type ServerFacts = {
  readonly token: string;
  stop(): void;
  readonly startedAt: number;
  readonly version: string;
};

/** The routes that the references tell of, by whose they are: the server's own, then each slice's. */
export async function routeGroups(facts: ServerFacts): Promise<readonly RouteGroup[]> {
  const own = serverRoutes({
    ...facts,
    async describe() {
      const { openApi } = await import("./open-api.ts");
      return openApi(groups, facts.version);
    },
  });
  const groups: readonly RouteGroup[] = [
    { name: "server", routes: own },
    ...(await Promise.all(
      slices.map(async ({ name, routes }) => ({ name, routes: (await routes?.()) ?? [] })),
    )),
  ];
  return groups;
}

/** Everything a server answers. */
export async function allRoutes(facts: ServerFacts): Promise<readonly RouteShape[]> {
  const [own, ...others] = (await routeGroups(facts)).map((group) => group.routes);
  const routes = others.flat();
  return [...(own ?? []), ...pageRoutes(), ...routes, ...formerRoutes(slices, routes)];
}
