import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestServer, type TestServer } from "#test/open-store";
import type { RunColumns, RunCompletion, RunGroups, RunList } from "../model.ts";

const API = "/api/fettle/1/runs";
const SEARCH = "/api/2.0/mlflow/runs/search";
const START = Date.UTC(2026, 0, 1);

type Page = {
  runs?: { info: { run_name: string; run_id: string } }[];
  next_page_token?: string;
};

/**
 * Runs `r1` to `rN` a minute apart: model a to e in turn, loss falling, acc in tens that tie, NaN for every 50th,
 * missing for every 40th; a tag for every third; every 100th is another user's.
 */
async function seed(server: TestServer, count: number): Promise<void> {
  const { database } = server.context;
  await database.write(async (tx) => {
    for (const [i, key] of ["acc", "loss", "model"].entries())
      await tx.run("INSERT INTO runs_key (id, name) VALUES (?, ?)", i + 1, key);
  });
  for (let from = 1; from <= count; from += 500)
    await database.write(async (tx) => {
      for (let i = from; i < Math.min(from + 500, count + 1); i += 1) {
        await tx.run(
          `INSERT INTO runs_run (number, id, experiment, project, name, user_name, status, lifecycle, started_at,
             ended_at, commit_hash, dirty, command, data)
           VALUES (?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, 0, NULL, '[]')`,
          i,
          i.toString(16).padStart(32, "0"),
          i % 10 === 0 ? "other" : "shop",
          `r${i}`,
          i % 100 === 0 ? "eve" : "adam",
          i % 7 === 0 ? "FAILED" : "FINISHED",
          i === 3 ? "deleted" : "active",
          START + i * 60_000,
          START + i * 60_000 + i * 1000,
          i % 2 === 0 ? "c0ffee" : null,
        );
        await tx.run("INSERT INTO runs_param VALUES (?, 3, ?)", i, "abcde"[i % 5] as string);
        if (i % 3 === 0) await tx.run("INSERT INTO runs_tag VALUES (?, 'third', 'yes')", i);
        const summary = `INSERT INTO runs_summary (run, key, last, last_nan, last_step, last_at, low, low_step, high,
          high_step, points) VALUES (?, ?, ?, ?, 1, 1, ?, 0, ?, 0, 2)`;
        if (i % 40 !== 0)
          await tx.run(summary, i, 1, i % 50 === 0 ? 0 : i % 10, i % 50 === 0 ? 1 : 0, 0, i % 10);
        await tx.run(summary, i, 2, count - i, 0, -i, count);
      }
    });
}

describe.each([
  ["few, read at once", 400],
  ["many, read in the reader thread", 3000],
] as const)("runs that are %s", (_, count) => {
  let server: TestServer;
  const list = (query: Record<string, string | number | undefined>) =>
    server.client.get<RunList>(API, query);
  const names = async (query: Record<string, string | number | undefined>) =>
    (await list({ limit: 1000, ...query })).runs.map((run) => run.name);
  const numbers = async (query: Record<string, string | number | undefined>) =>
    (await names(query)).map((name) => Number(name.slice(1)));
  /** The runs that fit, the latest first. */
  const fitting = (fits: (i: number) => boolean) =>
    Array.from({ length: count }, (_, i) => count - i).filter((i) => i !== 3 && fits(i));

  beforeAll(async () => {
    server = await openTestServer({ slices: ["lineage", "artifacts", "runs"] });
    await seed(server, count);
  });
  afterAll(async () => {
    expect(server.logLines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
    await server.close();
  });

  test("come latest first, at any offset", async () => {
    const found = await list({ offset: count - 11, limit: 5 });
    expect(found.total).toBe(count - 1);
    expect(found.runs.map((run) => run.name)).toEqual(["r11", "r10", "r9", "r8", "r7"]);
    expect(found.metrics).toEqual(["acc", "loss"]);
    expect(found.params).toEqual(["model"]);
    expect((await list({ offset: count + 5 })).runs).toEqual([]);
  });

  test.each([
    ["params.model = 'a'", (i: number) => i % 5 === 0],
    ["params.model != 'a'", (i: number) => i % 5 !== 0],
    ["params.model IN ('a', 'b') AND has:tags.third", (i: number) => i % 5 < 2 && i % 3 === 0],
    ["NOT has:tags.third", (i: number) => i % 3 !== 0],
    ["tags.third != 'yes'", () => false],
    ["NOT tags.third = 'yes'", (i: number) => i % 3 !== 0],
    ["params.model ~ '^[ab]$' OR status = 'FAILED'", (i: number) => i % 5 < 2 || i % 7 === 0],
    ["metrics.acc >= 8", (i: number) => i % 40 !== 0 && i % 50 !== 0 && i % 10 >= 8],
    ["metrics.acc = 0", (i: number) => i % 10 === 0 && i % 50 !== 0 && i % 40 !== 0],
    ["min.loss < -200 max.loss > 0", (i: number) => i > 200],
    ["best.loss < -200", (i: number) => i > 200],
    ["count.acc = 2", (i: number) => i % 40 !== 0],
    ["duration > 5min", (i: number) => i > 300],
    [`start_time < ${START + 100 * 60_000}`, (i: number) => i < 100],
    ["created > 2026-01-01T05:00", (i: number) => i > 300],
    ["user = 'eve' project = 'other'", (i: number) => i % 100 === 0],
    ["commit IS NULL", (i: number) => i % 2 === 1],
    ["c0ff", (i: number) => i % 2 === 0],
    ["r17 adam", (i: number) => String(i).startsWith("17") && i % 100 !== 0],
    ["run_name LIKE 'R%'", () => false],
    ["run_name ILIKE 'R1_'", (i: number) => i > 9 && i < 20],
    ["metrics.unknown > 1 OR params.unknown = 'x'", () => false],
  ])("fit %s", async (filter, fits) => {
    const found = await list({ filter, limit: 1000 });
    const wanted = fitting(fits);
    expect(found.total).toBe(wanted.length);
    expect(found.runs.map((run) => Number(run.name.slice(1)))).toEqual(wanted.slice(0, 1000));
  });

  test("sort by a metric with ties by start, NaN and then missing last, both ways", async () => {
    const filter = "run_name LIKE 'r1__'";
    for (const filtered of [filter, undefined]) {
      const all = fitting((i) => filtered === undefined || (i >= 100 && i < 200));
      const kind = (i: number) => (i % 40 === 0 ? 2 : i % 50 === 0 ? 1 : 0);
      const value = (i: number) => (kind(i) === 0 ? i % 10 : 0);
      for (const order of ["asc", "desc"] as const) {
        const way = order === "asc" ? 1 : -1;
        const wanted = [...all].sort(
          (a, b) => kind(a) - kind(b) || way * (value(a) - value(b)) || b - a,
        );
        const query = { filter: filtered, sort: "metrics.acc", order };
        expect(await numbers(query)).toEqual(wanted.slice(0, 1000));
        expect(await numbers({ ...query, offset: 60, limit: 7 })).toEqual(wanted.slice(60, 67));
      }
    }
  });

  test("sort by a part of a metric, a tag, a parameter and a fact", async () => {
    const filter =
      "run_id IN ('00000000000000000000000000000005', '00000000000000000000000000000006', '00000000000000000000000000000007')";
    expect(await names({ filter, sort: "min.loss", order: "asc" })).toEqual(["r7", "r6", "r5"]);
    expect(await names({ filter, sort: "best.loss", order: "desc" })).toEqual(["r5", "r6", "r7"]);
    expect(await names({ filter, sort: "tags.third", order: "desc" })).toEqual(["r6", "r7", "r5"]);
    expect(await names({ filter, sort: "params.model", order: "asc" })).toEqual(["r5", "r6", "r7"]);
    expect(await names({ filter, sort: "durationMs", order: "desc" })).toEqual(["r7", "r6", "r5"]);
  });

  test("are seen as they are once they change", async () => {
    const before = (await list({ q: "r15" })).total;
    await server.context.database.write((tx) =>
      tx.run("UPDATE runs_run SET name = 'changed' WHERE number = 15"),
    );
    expect((await list({ q: "r15" })).total).toBe(before - 1);
    await server.context.database.write((tx) =>
      tx.run("UPDATE runs_run SET name = 'r15' WHERE number = 15"),
    );
  });

  test("have columns, which say where they differ", async () => {
    const { columns } = await server.client.get<RunColumns>(`${API}/columns`, {
      filter: "params.model = 'a' AND user = 'adam'",
    });
    const of = (kind: string, key: string) =>
      columns.find((column) => column.kind === kind && column.key === key);
    const runs = fitting((i) => i % 5 === 0 && i % 100 !== 0).length;
    expect(of("param", "model")).toEqual({
      kind: "param",
      key: "model",
      runs,
      distinct: 1,
      sample: "a",
    });
    expect(of("tag", "third")).toMatchObject({ distinct: 2, sample: "yes" });
    expect(of("metric", "loss")).toMatchObject({ runs, distinct: 2 });
    expect(of("fact", "user")).toMatchObject({ runs, distinct: 1, sample: "adam" });
    expect(of("fact", "commit")).toMatchObject({ distinct: 2 });
    expect(of("fact", "notebook")).toBeUndefined();
    const all = await server.client.get<RunColumns>(`${API}/columns`, {});
    expect(all.columns.find((column) => column.key === "loss")).toMatchObject({ runs: count - 1 });
  });

  test("are grouped, with what their metrics amount to", async () => {
    const { groups } = await server.client.get<RunGroups>(`${API}/groups`, {
      by: "params.model,tags.third",
      metrics: "acc,loss,none",
      filter: "run_id LIKE '0000000000000000000000000000000_'",
    });
    expect(groups.map((group) => group.by.map((field) => field.value))).toEqual([
      ["a", "yes"],
      ["e", null],
      ["d", null],
      ["c", "yes"],
      ["b", null],
      ["a", null],
      ["e", "yes"],
      ["c", null],
      ["b", "yes"],
    ]);
    const [, , second] = groups;
    expect(second).toMatchObject({
      by: [
        { key: "params.model", value: "d" },
        { key: "tags.third", value: null },
      ],
      runs: 2,
      newest: START + 13 * 60_000,
      metrics: {
        acc: { mean: 5.5, sd: Math.sqrt(12.5), min: 3, max: 8, runs: 2 },
        none: { mean: null, sd: null, min: null, max: null, runs: 0 },
      },
    });
  });

  test("are paged by MLflow's client with tokens that hold to their question", async () => {
    const body = {
      experiment_ids: ["0"],
      filter: "params.model = 'a'",
      order_by: ["metrics.acc DESC"],
      max_results: 30,
    };
    const ask = (more: object) => server.client.post<Page>(SEARCH, { ...body, ...more });
    const change = (model: string, acc: number) =>
      server.context.database.write(async (tx) => {
        await tx.run("UPDATE runs_param SET value = ? WHERE run = 4", model);
        await tx.run("UPDATE runs_summary SET last = ? WHERE run = 4 AND key = 1", acc);
      });
    const seen: string[] = [];
    let token: string | undefined;
    do {
      const page: Page = await ask({ page_token: token });
      seen.push(...(page.runs ?? []).map((run) => run.info.run_id));
      token = page.next_page_token;
      // One that comes first meanwhile shifts the rest, and puts nobody onto a page twice.
      if (seen.length === 30) await change("a", 100);
    } while (token !== undefined);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toHaveLength(fitting((i) => i % 5 === 0).length);
    await change("e", 4);
    const first = await ask({});
    for (const other of [
      { filter: "params.model = 'b'" },
      { order_by: ["metrics.acc"] },
      { run_view_type: "ALL" },
      { page_token: "WyIxIl0" },
      { page_token: "nonsense" },
    ])
      await expect(ask({ page_token: first.next_page_token, ...other })).rejects.toThrow(
        "it is not a token that this server gave",
      );
  });

  test("come whole in one page, in pieces", async () => {
    const page = await server.client.post<Page>(SEARCH, {
      experiment_ids: ["0"],
      max_results: 50_000,
    });
    expect(page.runs?.map((run) => run.info.run_name)).toEqual(
      fitting(() => true).map((i) => `r${i}`),
    );
    expect(page.next_page_token).toBeUndefined();
  });

  test.each([
    ["", ["metrics.", "params.", "status", "has:"]],
    ["sta", ["status", "start_time"]],
    ["metrics.", ["metrics.acc", "metrics.loss"]],
    ["status = 'FAILED' AND params.", ["params.model"]],
    ["has:tags.t", ["has:tags.third"]],
    ["best.l", ["best.loss"]],
    ["params.model = ", ["'a'", "'b'", "'c'", "'d'", "'e'"]],
    ["user = 'e", ["'eve'"]],
    ["status = ", ["'RUNNING'", "'LOST'"]],
    ["metrics.acc ", ["= ", "> "]],
    ["status ", ["= ", "LIKE "]],
    ["start_time > ", ["-7d"]],
    ["metrics.acc > 1 ", ["AND ", "OR "]],
  ])("are asked for with help after %j", async (text, wanted) => {
    const found = await server.client.get<RunCompletion>(`${API}/complete`, { text });
    const suggested = found.suggestions.map((suggestion) => suggestion.text);
    expect(suggested).toEqual(expect.arrayContaining(wanted));
    expect(found.to).toBe(text.length);
    expect(text.slice(0, found.from) + wanted[0]).toContain(wanted[0]);
  });

  test.each(["'%s'", "run_name LIKE '%s'", "params.model NOT ILIKE '%s'"])(
    "are looked for by %s of 20,000 bytes at most: SQLite refuses longer patterns",
    async (shape) => {
      const search = async (text: string) => {
        const filter = shape.replace("%s", () => text);
        const answer = await fetch(`${server.url}${SEARCH}`, {
          method: "POST",
          headers: { "content-type": "application/json", authorization: `Bearer ${server.token}` },
          body: JSON.stringify({ experiment_ids: ["0"], filter }),
        });
        return { status: answer.status, text: await answer.text() };
      };
      // Each of these takes two bytes in the pattern, or grows when it is made small.
      for (const letter of ["!", "_", "\u0130"]) {
        const most = Math.floor(20_000 / Buffer.byteLength(letter)) - 1;
        expect(await search(`x${letter.repeat(most)}`)).toMatchObject({ status: 200 });
      }
      expect(await search("x".repeat(20_001))).toMatchObject({
        status: 400,
        text: expect.stringContaining("at most 20000 bytes"),
      });
    },
  );

  test("are not found by a filter that is wrong: the answer says where", async () => {
    const found = await server.client.get<RunCompletion>(`${API}/complete`, {
      text: "metrik.acc > 1",
    });
    expect(found.problem).toEqual({
      at: 0,
      message: expect.stringContaining("did you mean metric?"),
    });
    await expect(list({ filter: "metrics.acc > 'x'" })).rejects.toMatchObject({
      code: "FILTER_INVALID",
      facts: { at: 15 },
    });
  });
});
