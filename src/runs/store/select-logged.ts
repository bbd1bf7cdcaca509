import { compile, type Reader } from "#ground/database";
import type { Settled } from "./settled.ts";
import { type Tables, tables } from "./tables.ts";

/** SQLite takes 32,766 values a statement; smaller pieces keep the kept statements few. */
const PIECE = 500;

/** What was logged to one run. */
export type Logged = {
  readonly params: Record<string, string>;
  readonly tags: Record<string, string>;
  /** By key, in the order of the keys. */
  readonly summaries: LoggedMetric[];
};

export type LoggedMetric = Omit<Tables["runs_summary"], "run" | "key"> & { readonly key: string };

/** What was logged to these runs, by their number. */
export async function selectLogged(
  db: Settled,
  runs: readonly number[],
): Promise<Map<number, Logged>> {
  const logged = new Map<number, Logged>();
  // Keys come from users: without a prototype, `__proto__` is a key like any other.
  for (const run of runs)
    logged.set(run, { params: Object.create(null), tags: Object.create(null), summaries: [] });
  for (let at = 0; at < runs.length; at += PIECE) {
    const piece = runs.slice(at, at + PIECE);
    for (const { run, key, value } of await paramsOf(db, piece))
      (logged.get(run) as Logged).params[key] = value;
    for (const { run, key, value } of await tagsOf(db, piece))
      (logged.get(run) as Logged).tags[key] = value;
    for (const { run, ...metric } of await summariesOf(db, piece))
      (logged.get(run) as Logged).summaries.push(metric);
  }
  return logged;
}

type Pair = { run: number; key: string; value: string };

function paramsOf(db: Reader, runs: readonly number[]): Promise<Pair[]> {
  const { sql, values } = compile(
    tables
      .selectFrom("runs_param as p")
      .innerJoin("runs_key as k", "k.id", "p.key")
      .select(["p.run", "k.name as key", "p.value"])
      .where("p.run", "in", runs)
      .orderBy("k.name"),
  );
  return db.all<Pair>(sql, ...values);
}

function tagsOf(db: Reader, runs: readonly number[]): Promise<Pair[]> {
  const { sql, values } = compile(
    tables
      .selectFrom("runs_tag as t")
      .select(["t.run", "t.key", "t.value"])
      .where("t.run", "in", runs)
      .orderBy("t.key"),
  );
  return db.all<Pair>(sql, ...values);
}

function summariesOf(
  db: Reader,
  runs: readonly number[],
): Promise<(LoggedMetric & { run: number })[]> {
  const { sql, values } = compile(
    tables
      .selectFrom("runs_summary as s")
      .innerJoin("runs_key as k", "k.id", "s.key")
      .select([
        "s.run",
        "k.name as key",
        "s.last",
        "s.last_nan",
        "s.last_step",
        "s.last_at",
        "s.low",
        "s.low_step",
        "s.high",
        "s.high_step",
        "s.points",
      ])
      .where("s.run", "in", runs)
      .orderBy("k.name"),
  );
  return db.all<LoggedMetric & { run: number }>(sql, ...values);
}
