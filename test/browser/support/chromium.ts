import { existsSync } from "node:fs";
import axe from "axe-core";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const PATHS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Chromium's program, or undefined, said loudly: a suite that skips in silence looks like one that passed. */
export function findChromium(): string | undefined {
  const path = [process.env["CHROMIUM"] ?? "", ...PATHS].find((each) => existsSync(each));
  if (path === undefined)
    console.warn(
      "\nSKIPPED: the web UI was NOT tested, since no Chromium is installed. Type: apt-get install chromium\n",
    );
  return path;
}

export async function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** A tab of a fresh profile that remembers what a healthy page never does. */
export type Tab = {
  readonly page: Page;
  /** Console errors, uncaught exceptions and violations of the content policy. */
  readonly complaints: string[];
  /** Requests that left the server's origin. */
  readonly strangers: string[];
  close(): Promise<void>;
};

export async function openTab(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Tab> {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  const strangers: string[] = [];
  const { origin } = new URL(url);
  page.on("console", (message) => {
    if (message.type() === "error" || /Content Security Policy/i.test(message.text()))
      complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  context.on("request", (request) => {
    if (!request.url().startsWith(origin) && !/^(data|blob):/.test(request.url()))
      strangers.push(request.url());
  });
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      console.error(`Content Security Policy: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  await page.goto(url);
  return { page, complaints, strangers, close: () => context.close() };
}

/** What axe finds wrong, each with the elements: WCAG 2.2 A and AA and axe's best practices. */
export async function auditPage(page: Page): Promise<readonly string[]> {
  // As a function of the page's own world: the content policy forbids a script tag.
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const injected = window as unknown as { axe: typeof axe };
    return (await injected.axe.run(document)).violations;
  });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}
