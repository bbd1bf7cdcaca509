/**
 * Searches over 50,000 runs with two metrics, two parameters and a tag each, through MLflow's API, and the list of the
 * page over 100,000. Each question is asked as new (something was written since, so that nothing kept is of use) and
 * again. The peer's figures are recorded ones: it takes half a minute for a page, and hours to be filled.
 */
import { freePort } from "#ground/process";
import { type Figure, figure } from "./harness/figure.ts";
import { installPackage, processState, type Serving, serve } from "./harness/installed-package.ts";
import { readBeside } from "./harness/read-beside.ts";
import { spread, summarise } from "./harness/statistics.ts";
import { type Section, writeRun } from "./harness/write-run.ts";

const RUNS = Number(process.env["FETTLE_BENCH_RUNS"] ?? 50_000);
const ROUNDS = Number(process.env["FETTLE_BENCH_ROUNDS"] ?? 10);
/** Page 50 of 50,000; fewer have it nearer. */
const LATE_PAGE = Math.max(2, Math.floor(RUNS / 1000));
const LATE_ROW = Math.floor(1.8 * RUNS);
const AT_ONCE = 64;
const MLFLOW = "/api/2.0/mlflow";
const LIST = "/api/fettle/1/runs";

type Page = { runs: { info: { run_id: string } }[]; next_page_token?: string };
type Question = { readonly name: string; readonly peer: string; readonly body: object };

const BY_PARAM = { filter: "params.model = 'bayes'", order_by: ["metrics.accuracy DESC"] };
const QUESTIONS: readonly Question[] = [
  { name: "filter by a parameter, sort by a metric", peer: "32-47 s", body: BY_PARAM },
  { name: "sort by a metric", peer: "198 s", body: { order_by: ["metrics.accuracy DESC"] } },
  { name: "filter by a parameter", peer: "0.33 s", body: { filter: "params.model = 'bayes'" } },
  { name: "no filter, default order", peer: "0.82 s (1,000 a page)", body: {} },
];

const installed = installPackage();
let server: Serving | undefined;
try {
  server = await serve(installed, "store", await freePort());
  const experiment = await ask<{ experiment_id: string }>(server, "experiments/create", {
    name: "search",
  });
  const first = await fill(server, experiment.experiment_id, 0, RUNS);
  const sections = [await pages(server, experiment.experiment_id, first)];
  sections.push(await wholePage(server, experiment.experiment_id, first));
  await fill(server, experiment.experiment_id, RUNS, 2 * RUNS);
  sections.push(await anyOffset(server, first));
  sections.push(await exportBeside(server, experiment.experiment_id, first));
  writeRun("search", "npm run bench -- search", sections);
} finally {
  await server?.stop();
  installed.remove();
}

/** Makes the runs as a client would, and gives the id of one of them. */
async function fill(to: Serving, experiment: string, from: number, until: number): Promise<string> {
  const models = ["bayes", "rules", "bert", "forest", "svm"];
  let next = from;
  let id = "";
  const worker = async (): Promise<void> => {
    while (next < until) {
      const i = next;
      next += 1;
      const { run } = await ask<{ run: { info: { run_id: string } } }>(to, "runs/create", {
        experiment_id: experiment,
        start_time: 1_764_000_000_000 + i * 1000,
        run_name: `run-${i}`,
      });
      id = run.info.run_id;
      const accuracy = ((i * 7919) % 100_003) / 100_003;
      const metric = { timestamp: 1_764_000_000_000 + i * 1000, step: 1 };
      await ask(to, "runs/log-batch", {
        run_id: id,
        metrics: [
          { key: "accuracy", value: accuracy, ...metric },
          { key: "loss", value: 1 - accuracy / 2, ...metric },
        ],
        params: [
          { key: "model", value: models[i % 5] },
          { key: "lr", value: String(((i * 31) % 1000) / 1000) },
        ],
        tags: [{ key: "stage", value: `s${i % 3}` }],
      });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return id;
}

async function pages(to: Serving, experiment: string, run: string): Promise<Section> {
  const rows: string[][] = [];
  const figures: Figure[] = [];
  for (const { name, peer, body } of QUESTIONS)
    for (const page of [1, LATE_PAGE]) {
      const asked = { experiment_ids: [experiment], max_results: 100, ...body };
      let token: string | undefined;
      const ids = new Set<string>();
      for (let i = 1; i < page; i += 1) {
        const before = await ask<Page>(to, "runs/search", { ...asked, page_token: token });
        for (const { info } of before.runs) ids.add(info.run_id);
        token = before.next_page_token;
      }
      if (ids.size !== (page - 1) * 100) throw new Error(`${ids.size} runs on ${page - 1} pages`);
      const once = () => ask<Page>(to, "runs/search", { ...asked, page_token: token });
      const fresh = await times(once, () => touch(to, run));
      const again = await times(once);
      rows.push([`${name}, page ${page}`, ...shown(fresh), ...shown(again), peer]);
      figures.push(...figuresOf(`${name}, page ${page}`, fresh, again));
    }
  return {
    title: `pages of 100 out of ${RUNS} runs, over HTTP`,
    head: ["question", "new, best ms", "new, ms", "again, best ms", "again, ms", "MLflow 3.17.2"],
    rows,
    notes: [
      `${ROUNDS} times each; "new" after a write, so that the answer is found anew`,
      "MLflow's figures are recorded (facts, 5.1), not of this run",
    ],
    figures,
  };
}

/** A page of all runs, and what someone who logs meanwhile waits. */
async function wholePage(to: Serving, experiment: string, run: string): Promise<Section> {
  const alone = await logging(to, run, async () => {
    await new Promise((resolve) => setTimeout(resolve, 3000));
  });
  const body = JSON.stringify({
    experiment_ids: [experiment],
    max_results: 50_000,
    order_by: ["metrics.loss ASC"],
  });
  const asker = { path: `${MLFLOW}/runs/search`, body, times: 3 };
  let read: Awaited<ReturnType<typeof readBeside>> = [];
  const beside = await logging(to, run, async () => {
    read = await readBeside({ url: to.url, token: to.token, askers: [asker] });
  });
  const all = read.map(({ ms }) => ms);
  const bytes = read[0]?.bytes ?? 0;
  const memory = processState(to.pid).rssMb;
  return {
    title: `all ${RUNS} runs in one page, sorted by a metric, while another logs`,
    head: ["", "ms"],
    rows: [
      [`the page of ${(bytes / 1e6).toFixed(0)} MB`, spread(all, 0)],
      ["log-metric beside it, p50", percentile(beside, 0.5).toFixed(1)],
      ["log-metric beside it, p99", percentile(beside, 0.99).toFixed(1)],
      ["log-metric alone, p99", percentile(alone, 0.99).toFixed(1)],
    ],
    notes: [`the server's memory afterwards: ${memory.toFixed(0)} MB`],
    figures: [
      figure("all runs in one page", "ms", "less", all),
      figure("log-metric beside it, p50", "ms", "less", [percentile(beside, 0.5)]),
      figure("log-metric beside it, p99", "ms", "less", [percentile(beside, 0.99)]),
      figure("memory after it", "MB", "less", [memory]),
    ],
  };
}

/** The promise of the design: whoever logs does not notice a long export nor a search. */
async function exportBeside(to: Serving, experiment: string, run: string): Promise<Section> {
  const sorted = {
    experiment_ids: [experiment],
    max_results: 100,
    filter: "params.model = 'bayes'",
    order_by: ["metrics.accuracy DESC"],
  };
  const askers = [
    { path: `${LIST}/export`, times: 1 },
    { path: `${MLFLOW}/runs/search`, body: JSON.stringify(sorted), times: 40 },
  ];
  let read: Awaited<ReturnType<typeof readBeside>> = [];
  const beside = await logging(to, run, async () => {
    read = await readBeside({ url: to.url, token: to.token, askers });
  });
  const exported = read.find(({ path }) => path.endsWith("/export"));
  const searched = read.filter(({ path }) => !path.endsWith("/export")).map(({ ms }) => ms);
  const memory = processState(to.pid).rssMb;
  return {
    title: `an export of ${2 * RUNS} runs and a sorted search, while another logs`,
    head: ["", "ms"],
    rows: [
      [
        `the export of ${((exported?.bytes ?? 0) / 1e6).toFixed(0)} MB`,
        spread([exported?.ms ?? 0], 0),
      ],
      ["the search, found anew each time", spread(searched, 0)],
      ["log-metric beside them, p50", percentile(beside, 0.5).toFixed(1)],
      ["log-metric beside them, p99", percentile(beside, 0.99).toFixed(1)],
      ["log-metric beside them, the longest", Math.max(...beside).toFixed(1)],
    ],
    notes: [
      `${beside.length} values logged one after the other meanwhile; the bar is 50 ms at p99`,
      `the server's memory afterwards: ${memory.toFixed(0)} MB`,
    ],
    figures: [
      figure("an export of all", "ms", "less", [exported?.ms ?? Number.NaN]),
      figure("a sorted search beside it", "ms", "less", searched),
      figure("log-metric beside the export, p50", "ms", "less", [percentile(beside, 0.5)]),
      figure("log-metric beside the export, p99", "ms", "less", [percentile(beside, 0.99)]),
      figure("memory after the export", "MB", "less", [memory]),
    ],
  };
}

async function anyOffset(to: Serving, run: string): Promise<Section> {
  const rows: string[][] = [];
  const figures: Figure[] = [];
  for (const [name, query] of [
    ["default order", ""],
    ["sorted by a metric", "sort=metrics.accuracy&"],
    ["filtered by a parameter, sorted by a metric", "filter=params.model='bayes'&sort=best.loss&"],
  ] as const)
    for (const offset of [0, LATE_ROW]) {
      const once = () => text(to, `${LIST}?${query}limit=100&offset=${offset}`);
      const fresh = await times(once, () => touch(to, run));
      const again = await times(once);
      rows.push([`${name}, from row ${offset}`, ...shown(fresh), ...shown(again)]);
      figures.push(...figuresOf(`${name}, from row ${offset}`, fresh, again));
    }
  for (const [name, path] of [
    ["columns of all", `${LIST}/columns`],
    ["groups by a parameter, with a metric", `${LIST}/groups?by=params.model&metrics=accuracy`],
  ] as const) {
    const fresh = await times(
      () => text(to, path),
      () => touch(to, run),
    );
    const again = await times(() => text(to, path));
    rows.push([name, ...shown(fresh), ...shown(again)]);
    figures.push(...figuresOf(name, fresh, again));
  }
  return {
    title: `the page's list over ${2 * RUNS} runs`,
    head: ["question", "new, best ms", "new, ms", "again, best ms", "again, ms"],
    rows,
    notes: [],
    figures,
  };
}

/** Logs one value after the other while `work` goes on; gives what each took. */
async function logging(to: Serving, run: string, work: () => Promise<void>): Promise<number[]> {
  const taken: number[] = [];
  let over = false;
  const done = work().finally(() => {
    over = true;
  });
  for (let step = 2; !over; step += 1) {
    const start = performance.now();
    await ask(to, "runs/log-metric", { run_id: run, key: "beside", value: 1, timestamp: 1, step });
    taken.push(performance.now() - start);
  }
  await done;
  return taken;
}

async function times(
  once: () => Promise<unknown>,
  before: () => Promise<unknown> = async () => undefined,
): Promise<number[]> {
  await once();
  const taken: number[] = [];
  for (let i = 0; i < ROUNDS; i += 1) {
    await before();
    const start = performance.now();
    await once();
    taken.push(performance.now() - start);
  }
  return taken;
}

function figuresOf(what: string, fresh: readonly number[], again: readonly number[]): Figure[] {
  return [
    figure(`${what}, new`, "ms", "less", fresh),
    figure(`${what}, again`, "ms", "less", again),
  ];
}

function shown(taken: readonly number[]): string[] {
  return [summarise(taken).min.toFixed(1), spread(taken, 1)];
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

async function touch(to: Serving, run: string): Promise<void> {
  await ask(to, "runs/set-tag", { run_id: run, key: "touched", value: String(Math.random()) });
}

async function ask<T = unknown>(to: Serving, verb: string, body: object): Promise<T> {
  return JSON.parse(await text(to, `${MLFLOW}/${verb}`, body)) as T;
}

async function text(to: Serving, path: string, body?: object): Promise<string> {
  const answer = await fetch(to.url + path, {
    method: body === undefined ? "GET" : "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${to.token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const said = await answer.text();
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${said.slice(0, 300)}`);
  return said;
}
