import { createRootRoute, createRoute, createRouter, redirect } from "@tanstack/react-router";
import { EmptyNotice, ProblemNotice } from "#web/notice";
import { PageHeader, PageLink } from "#web/page";
import { lazyScreen } from "./lazy-screen.tsx";
import { MOVED, RAIL, SCREENS } from "./screens.ts";
import { Shell } from "./shell.tsx";

function NotFound() {
  return (
    <>
      <PageHeader title="No such page" />
      <EmptyNotice title="There is nothing at this address">
        <p>
          It may have been typed wrongly, or the thing is gone. Go to{" "}
          <PageLink to="/runs" className="text-accent underline">
            Runs
          </PageLink>
          .
        </p>
      </EmptyNotice>
    </>
  );
}

const root = createRootRoute({ component: Shell });

const first = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: RAIL[0]?.path ?? "/", replace: true });
  },
});

const screens = SCREENS.map(({ path, load }) => ({ path, ...lazyScreen(load) }));

const moved = MOVED.map(([path, to]) =>
  createRoute({
    getParentRoute: () => root,
    path,
    beforeLoad: ({ search }) => {
      throw redirect({ to, search: search as never, replace: true });
    },
  }),
);

const routes = screens.map(({ path, Screen, Failed }) =>
  createRoute({
    getParentRoute: () => root,
    path,
    component: Screen,
    errorComponent: Failed,
  }),
);

const IDLE_MS = 3_000;

/** Reads the other screens' code once the first one stands, so that opening them never waits. */
export function preloadScreens(): void {
  setTimeout(() => {
    for (const { Screen } of screens) void Screen.preload();
  }, IDLE_MS);
}

/** The routes of all screens. The address' search part is plain text: `?q=bayes&sort=-metrics.loss`. */
export const router = createRouter({
  routeTree: root.addChildren([first, ...moved, ...routes]),
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const text = new URLSearchParams(search as Record<string, string>).toString();
    return text === "" ? "" : `?${text}`;
  },
  defaultPreload: "intent",
  defaultNotFoundComponent: NotFound,
  defaultErrorComponent: ({ error, reset }) => (
    <ProblemNotice problem={error} doing="show this page" onRetry={reset} />
  ),
});
