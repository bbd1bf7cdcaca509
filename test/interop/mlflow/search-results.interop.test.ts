import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestServer, type TestServer } from "#test/open-store";
import { seeded } from "./filter-corpus.ts";

const HERE = import.meta.dirname;
const SITE = join(HERE, "../../../.cache/interop-mlflow");
const PYTHON = join(SITE, "bin/python");
const READY = existsSync(PYTHON);
if (!READY)
  process.stderr.write(
    "SKIPPED: searches beside MLflow's; `bash test/interop/set-up.sh` makes the Python environment\n",
  );

const RUNS = 300;
const QUESTIONS = 300;
const START = 1_764_000_000_000;

type Given = {
  readonly id: string;
  readonly name: string;
  readonly user: string;
  readonly start: number;
  readonly end: number | null;
  readonly status: string;
  readonly metrics: Readonly<Record<string, number | "NaN">>;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
};
type Question = { readonly filter: string; readonly order_by: readonly string[] };
type Answer = { readonly ids?: readonly string[]; readonly refused?: string };
type Page = { readonly runs?: readonly { info: { run_id: string } }[]; next_page_token?: string };

describe.skipIf(!READY)("the same runs, searched in MLflow's own store and in Fettle", () => {
  const random = seeded(11);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const runs = Array.from({ length: RUNS }, (_, i) => someRun(i, random, pick));
  const questions = Array.from({ length: QUESTIONS }, () => someQuestion(random, pick));
  let server: TestServer;
  let theirs: Answer[];
  let ours: Answer[];

  beforeAll(async () => {
    server = await openTestServer({ slices: ["lineage", "artifacts", "runs"] });
    theirs = await askMlflow(server.folder, { runs, questions });
    const names = await logAll(server, runs);
    ours = [];
    for (const question of questions) ours.push(await askFettle(server, question, names));
  }, 300_000);
  afterAll(() => server?.close());

  test("give the same runs in the same order", () => {
    expect(theirs.filter((answer) => answer.ids !== undefined).length).toBeGreaterThan(
      QUESTIONS * 0.9,
    );
    expect(new Set(theirs.map((answer) => answer.ids?.length)).size).toBeGreaterThan(20);
    const different = questions.flatMap((question, i) => {
      const [real, mine] = [theirs[i] as Answer, ours[i] as Answer];
      if (real.refused !== undefined) return [];
      return JSON.stringify(real.ids) === JSON.stringify(mine.ids)
        ? []
        : [{ question, real, mine }];
    });
    expect(different).toEqual([]);
  });
});

/** Starts tie, metrics tie, are NaN, or are missing; so are parameters and tags. No filter compares with a NaN metric. */
function someRun(i: number, random: () => number, pick: <T>(from: readonly T[]) => T): Given {
  const over = random() < 0.8;
  const start = START + Math.floor(random() * 100) * 1000;
  return {
    // The ids decide between equals, and MLflow makes its own: no two runs are equal in all but the id.
    id: `run ${i}`,
    name: pick(["alpha", "Alpha", "beta-1", "beta_2", "50%", "größe"]),
    user: pick(["ada", "Ada", "bob"]),
    start: start + i,
    end: over ? start + 60_000 + Math.floor(random() * 5) * 1000 : null,
    status: over ? pick(["FINISHED", "FAILED", "KILLED"]) : "RUNNING",
    metrics: {
      ...(random() < 0.8 ? { acc: Math.floor(random() * 8) / 8 } : {}),
      ...(random() < 0.7
        ? { odd: random() < 0.3 ? ("NaN" as const) : Math.floor(random() * 5) }
        : {}),
      ...(random() < 0.3 ? { "val/f1 score": random() } : {}),
      ...(random() < 0.2 ? { big: pick([-1e300, 1e300, 1e-300, 0]) } : {}),
    },
    params: {
      ...(random() < 0.8
        ? { model: pick(["bayes", "Bayes", "bert", "", "a'b", "x_y", "x%y"]) }
        : {}),
      ...(random() < 0.6 ? { lr: pick(["0.1", "0.01", "1e-3", "10", "9"]) } : {}),
    },
    tags: {
      ...(random() < 0.7 ? { stage: pick(["dev", "Dev", "prod"]) } : {}),
      ...(random() < 0.3 ? { "my.tag": pick(["1", "2"]) } : {}),
    },
  };
}

function someQuestion(random: () => number, pick: <T>(from: readonly T[]) => T): Question {
  const conditions = Array.from({ length: Math.floor(random() * 3) }, () => condition(pick));
  const orders = new Set(
    Array.from({ length: Math.floor(random() * 3) }, () =>
      pick([
        "metrics.acc",
        "metrics.odd",
        "metrics.`val/f1 score`",
        "metrics.big",
        "metrics.none",
        "params.model",
        "params.lr",
        "tags.stage",
        "tags.`my.tag`",
        "start_time",
        "end_time",
        "status",
        "run_name",
        "attributes.user_id",
      ]),
    ),
  );
  return {
    filter: conditions.join(" AND "),
    order_by: [...orders].map((field) => field + pick([" ASC", " DESC", "", " desc"])),
  };
}

function condition(pick: <T>(from: readonly T[]) => T): string {
  const number = pick(["=", "!=", "<", "<=", ">", ">="]);
  const text = pick(["=", "!=", "LIKE", "ILIKE"]);
  return pick([
    `metrics.acc ${number} ${pick(["0", "0.5", "0.125", ".75", "-1"])}`,
    `metrics.\`val/f1 score\` ${number} 0.4`,
    `metrics.big ${number} ${pick(["0", "1E300", "-1"])}`,
    `metrics.none ${number} 1`,
    `params.model ${text} ${pick(["'bayes'", "'b%'", "'B%'", '"a\'b"', "''", "'x_y'", "'%'", "'x!%'"])}`,
    `params.lr ${text} ${pick(["'0.1'", "'1%'", "'_'"])}`,
    `params.none ${text} 'x'`,
    `params.model ${pick(["IS NULL", "IS NOT NULL", "is null"])}`,
    `tags.stage ${text} ${pick(["'dev'", "'DEV'", "'%o%'"])}`,
    `tags."my.tag" ${pick(["IS NULL", "= '1'", "!= '1'"])}`,
    `status ${text} ${pick(["'FINISHED'", "'F%'", "'running'", "'RUNNING'"])}`,
    `run_name ${text} ${pick(["'alpha'", "'beta__'", "'50%'", "'GRÖSSE'"])}`,
    `attributes.user_id ${text} ${pick(["'ada'", "'a%'"])}`,
    `start_time ${number} ${START + 50_000}`,
    `end_time ${number} ${START + 100_000}`,
    `attributes.created ${number} ${START + 20_000}`,
    "run_id NOT IN ('abc', 'def')",
    "run_id IN ('abc')",
  ]);
}

async function askMlflow(folder: string, asked: object): Promise<Answer[]> {
  const text = await new Promise<string>((resolve, reject) => {
    const child = execFile(
      PYTHON,
      [join(HERE, "search-runs.py"), folder],
      {
        maxBuffer: 2 ** 28,
        cwd: folder,
        env: { PATH: "/usr/bin:/bin", HOME: folder, MLFLOW_DISABLE_TELEMETRY: "true" },
      },
      (error, stdout) => (error === null ? resolve(stdout) : reject(error)),
    );
    child.stdin?.end(JSON.stringify(asked));
  });
  return JSON.parse(text.trim().split("\n").at(-1) as string) as Answer[];
}

/** Logs through MLflow's API, and gives what the runs are called here by the ids that they got. */
async function logAll(server: TestServer, runs: readonly Given[]): Promise<Map<string, string>> {
  const post = <T>(verb: string, body: object) =>
    server.client.post<T>(`/api/2.0/mlflow/${verb}`, body);
  const names = new Map<string, string>();
  const pairs = (values: object) =>
    Object.entries(values).map(([key, value]) => ({ key, value: value as unknown }));
  for (const run of runs) {
    const made = await post<{ run: { info: { run_id: string } } }>("runs/create", {
      experiment_id: "0",
      user_id: run.user,
      start_time: run.start,
      run_name: run.name,
      tags: pairs(run.tags),
    });
    const id = made.run.info.run_id;
    names.set(id, run.id);
    await post("runs/log-batch", {
      run_id: id,
      metrics: pairs(run.metrics).map((metric) => ({ ...metric, timestamp: 1, step: 0 })),
      params: pairs(run.params),
    });
    if (run.end !== null)
      await post("runs/update", { run_id: id, status: run.status, end_time: run.end });
  }
  return names;
}

async function askFettle(
  server: TestServer,
  question: Question,
  names: ReadonlyMap<string, string>,
): Promise<Answer> {
  const ids: string[] = [];
  let token: string | undefined;
  do {
    const page: Page = await server.client.post("/api/2.0/mlflow/runs/search", {
      experiment_ids: ["0"],
      ...question,
      max_results: 110,
      page_token: token,
    });
    for (const { info } of page.runs ?? []) ids.push(names.get(info.run_id) as string);
    token = page.next_page_token;
  } while (token !== undefined);
  return { ids };
}
