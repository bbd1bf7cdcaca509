import type { Asked } from "../serve-store.ts";
import { get, gets } from "./asking.ts";

const RUNS = "/api/fettle/1/runs";

/** Fettle's own routes over runs, and the server's. */
export function runRequests(id: (name: string) => string): Asked[] {
  return [
    get("/api/fettle/1/server"),
    ...lists(),
    ...gets(`${RUNS}/columns`, {}, { project: "shop" }, { project: "churn", status: "LOST" }),
    ...gets(
      `${RUNS}/groups`,
      { by: "params.lr", metrics: "val/accuracy,latency" },
      { by: "experiment,status", project: "shop" },
      { by: "commit,user", metrics: "churn", filter: "has:metrics.churn" },
      { by: "tags.team" },
      { by: "weather" },
    ),
    ...gets(
      `${RUNS}/complete`,
      { text: "" },
      { text: "metrics.l" },
      { text: "params.lr = ", project: "shop" },
      { text: "metrics.loss > 1 AND tags.te", at: 27 },
      { text: "metrics.loss >> 1" },
    ),
    ...gets(`${RUNS}/experiments`, {}, { project: "shop" }, { project: "elsewhere" }),
    ...oneRun(id),
    ...series(id),
    ...comparisons(id),
    ...gets(`${RUNS}/notices`, {}, { project: "churn" }),
    ...gets(`${RUNS}/trash`, {}, { limit: 2 }),
    ...gets(`${RUNS}/views`, {}, { project: "shop" }),
    get(`${RUNS}/views/best%20of%20all`, { project: "shop" }),
    get(`${RUNS}/views/everywhere`),
    get(`${RUNS}/views/dropped`, { project: "shop" }),
    ...gets(
      `${RUNS}/export`,
      { points: "false" },
      { project: "shop", registry: "false" },
      { experiment: "shop/ranking" },
      { experiment: "imported" },
      { filter: "metrics.churn < 0.3", points: "false" },
    ),
    ...lineage(id),
  ];
}

function lists(): Asked[] {
  return gets(
    RUNS,
    {},
    { project: "shop" },
    { project: "shop", experiment: "shop/intent/base" },
    { experiment: "shop/intent/" },
    { experiment: "shop/ranking" },
    { status: "LOST" },
    { status: "RUNNING,SCHEDULED,KILLED" },
    { q: "Übung" },
    { q: "--seed" },
    { limit: 2, offset: 3 },
    { sort: "endedAt", order: "asc" },
    { sort: "durationMs" },
    { sort: "name", order: "asc", project: "shop" },
    { sort: "metrics.loss", order: "asc" },
    { sort: "best.latency", project: "shop", extremes: "latency,perplexity" },
    { sort: "best.churn", project: "churn" },
    { sort: "max.val/accuracy", extremes: "val/accuracy,odd,never" },
    { sort: "min.loss", project: "shop", limit: 3 },
    { sort: "params.lr", order: "asc" },
    { sort: "tags.team" },
    { sort: "weather" },
    { filter: "metrics.`val/accuracy` > 0.7 AND params.lr = '0.01'" },
    { filter: "has:tags.team OR NOT has:params.lr" },
    { filter: "tags.`note with spaces` LIKE 'line%'" },
    { filter: "attributes.status IN ('FAILED', 'KILLED')" },
    { filter: "metrics.odd != 1" },
    { filter: "first" },
    { filter: "params.lr RLIKE '^0\\.0'" },
    { filter: "dataset.name = 'train'" },
    { filter: "started_at > -1h" },
    { filter: "metrics.loss >" },
  );
}

function oneRun(id: (name: string) => string): Asked[] {
  const names = [
    "finished",
    "failed",
    "killed",
    "running",
    "lost",
    "later",
    "parent",
    "child-1",
    "child-2",
    "afar",
    "thrown-away",
    "repeat-2",
    "in-attic",
    "purged",
    "ends-badly",
  ];
  return [
    ...names.map((name) => get(`${RUNS}/${id(`run.${name}`)}`)),
    get(`${RUNS}/first-try`),
    get(`${RUNS}/imported-run`),
    get(`${RUNS}/first-try`, { project: "churn" }),
    get(`${RUNS}/a11`),
    get(`${RUNS}/no-such-run`),
    get(`${RUNS}/${id("run.finished")}/environment`),
    get(`${RUNS}/${id("run.failed")}/environment`),
    get(`${RUNS}/${id("run.child-1")}/environment`),
  ];
}

function series(id: (name: string) => string): Asked[] {
  const of = (name: string, key: string): string => `${RUNS}/${id(`run.${name}`)}/metrics/${key}`;
  return [
    ...gets(
      of("finished", "loss"),
      {},
      { px: 40 },
      { px: 40, x: "time" },
      { px: 20, from: 500, to: 700 },
      { from: 510, to: 520 },
    ),
    get(of("finished", "odd")),
    get(of("finished", "never")),
    get(of("finished", "latency"), { x: "time", px: 10 }),
    get(of("finished", "val/accuracy")),
    get(of("finished", "a%20b.c:d-e_f/g")),
    get(of("running", "loss")),
    get(of("thrown-away", "loss")),
    get(of("finished", "unknown")),
    get(of("finished", "loss"), { px: 0 }),
  ];
}

function comparisons(id: (name: string) => string): Asked[] {
  const finished = id("run.finished");
  const refs = `${finished},${id("run.repeat-1")}`;
  return [
    ...gets(
      `${RUNS}/compare`,
      { refs },
      { refs, repeats: "false" },
      { refs: `${refs},${id("run.repeat-3")},${id("run.failed")}`, project: "shop" },
      { refs: `${id("run.child-1")},${id("run.child-2")}` },
      { refs: finished },
    ),
    ...gets(
      `${RUNS}/compare/code`,
      { from: finished, to: id("run.failed") },
      { from: id("run.child-1"), to: id("run.child-2") },
    ),
  ];
}

function lineage(id: (name: string) => string): Asked[] {
  const LINEAGE = "/api/fettle/1/lineage";
  return [
    get(`${LINEAGE}/run/${id("run.finished")}`),
    get(`${LINEAGE}/run/${id("run.repeat-1")}`, { depth: 1 }),
    get(`${LINEAGE}/data/data/train.csv@${"a".repeat(32)}`),
    get(`${LINEAGE}/model/intent@1`, { depth: 2 }),
    get(`${LINEAGE}/model/ranking@4`),
    get(`${LINEAGE}/model/rank@1`),
    get(`${LINEAGE}/run/${id("run.purged")}`),
    get(`${LINEAGE}/service/none`),
    get(`${LINEAGE}/weather/none`),
  ];
}
