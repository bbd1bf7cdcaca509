/**
 * What a person waits for on the page: the runs' table over 100,000 runs, a jump and a scroll in it, a chart of a million
 * points. Each in a Chromium without a graphics card, beside an empty page and a list written by hand for nothing but
 * speed: what those can't do, no table can.
 */
import { freePort } from "#ground/process";
import { findChromium, launchChromium } from "../test/browser/support/chromium.ts";
import { installPackage, type Serving, serve } from "./harness/installed-package.ts";
import { writeRun } from "./harness/write-run.ts";
import { fillRuns, fillSeries } from "./page/fill-store.ts";
import { measureMoments } from "./page/measure-moments.ts";
import { measureScrolling } from "./page/measure-scrolling.ts";

const RUNS = Number(process.env["FETTLE_BENCH_RUNS"] ?? 100_000);
const POINTS = Number(process.env["FETTLE_BENCH_POINTS"] ?? 1_000_000);
const ROUNDS = Number(process.env["FETTLE_BENCH_ROUNDS"] ?? 5);

const chromium = findChromium();
if (chromium === undefined) process.exit(3);
const installed = installPackage();
let server: Serving | undefined;
try {
  const port = await freePort();
  server = await serve(installed, "store", port);
  await fillRuns(server, RUNS);
  const run = await fillSeries(server, POINTS);
  // As a person finds it in the morning, not as it is after an hour of logging.
  await server.stop();
  server = await serve(installed, "store", port);
  const browser = await launchChromium(chromium);
  try {
    const moments = await measureMoments(browser, server.url, { rounds: ROUNDS, runs: RUNS, run });
    const scrolling = await measureScrolling(browser, server.url, { rounds: ROUNDS, rows: RUNS });
    writeRun("page", "npm run bench -- page", [
      { ...moments, title: `${RUNS} runs of 30 values each, a metric of ${POINTS} points` },
      scrolling,
    ]);
  } finally {
    await browser.close();
  }
} finally {
  await server?.stop();
  installed.remove();
}
