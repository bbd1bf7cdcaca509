import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll, describe } from "vitest";
import { findChromium, launchChromium, openTab, type Tab } from "./chromium.ts";
import { openPageServer, type PageServer } from "./page-server.ts";

const chromium = findChromium();

/** A real server and a real Chromium for the tests of a file. */
export type Fixture = {
  readonly server: PageServer;
  readonly browser: Browser;
  /** Opens a path in a fresh profile, gives the tab to `act` and closes it. */
  visit<T>(
    path: string,
    act: (tab: Tab) => Promise<T>,
    options?: BrowserContextOptions,
  ): Promise<T>;
};

/** Describes tests of the web UI; without a Chromium they are skipped, loudly. */
export function describePage(title: string, tests: (fixture: Fixture) => void): void {
  describe.skipIf(chromium === undefined)(title, () => {
    let server: PageServer | undefined;
    let browser: Browser | undefined;
    beforeAll(async () => {
      server = await openPageServer();
      browser = await launchChromium(chromium as string);
    });
    afterAll(async () => {
      await browser?.close();
      await server?.close();
    });
    tests({
      get server() {
        return server as PageServer;
      },
      get browser() {
        return browser as Browser;
      },
      async visit(path, act, options) {
        const tab = await openTab(browser as Browser, (server as PageServer).url + path, options);
        try {
          return await act(tab);
        } finally {
          await tab.close();
        }
      },
    });
  });
}
