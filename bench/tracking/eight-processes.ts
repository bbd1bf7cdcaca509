/** Eight programs write to one server at once, where others say that the database is locked: each has a run. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { figure } from "../harness/figure.ts";
import { interleave } from "../harness/interleave.ts";
import { spread } from "../harness/statistics.ts";
import { clientEnvironment, readWhole, send, type Tracker } from "../harness/tracker.ts";
import type { Section } from "../harness/write-run.ts";
import { MEASURE_SECONDS, ROUNDS } from "./plan.ts";

const PROCESSES = 8;
const FAULTS_SHOWN = 3;

/** What one program had acknowledged, by the steps of its calls, and the words of what failed. */
export type Written = {
  readonly run: string;
  /** From the word to begin until the last answer. */
  readonly seconds: number;
  readonly kept: {
    readonly metrics: readonly number[];
    readonly params: readonly number[];
    readonly tags: readonly number[];
    readonly batches: readonly number[];
  };
  readonly faults: readonly string[];
};

type Writer = {
  readonly title: string;
  readonly rounds: number;
  readonly program: string;
  words(tracker: Tracker): readonly string[];
};

/** @param venv with MLflow's client, which then writes too */
export async function raceEightProcesses(
  trackers: readonly Tracker[],
  venv: string | undefined,
): Promise<Section[]> {
  const seconds = String(MEASURE_SECONDS);
  const raw = join(import.meta.dirname, "write-raw.ts");
  const client = join(import.meta.dirname, "write-client.py");
  const writers: Writer[] = [
    {
      title: `${PROCESSES} writing processes, raw HTTP`,
      rounds: ROUNDS,
      program: process.execPath,
      words: (tracker) => [raw, seconds, tracker.url, tracker.token],
    },
  ];
  if (venv !== undefined)
    writers.push({
      title: `${PROCESSES} writing processes, the unmodified client`,
      // That eight of them start takes longer than what they write.
      rounds: Math.min(ROUNDS, 2),
      program: join(venv, "bin", "python"),
      words: () => [client, seconds],
    });
  const sections: Section[] = [];
  for (const writer of writers) sections.push(await race(writer, trackers));
  return sections;
}

async function race(writer: Writer, trackers: readonly Tracker[]): Promise<Section> {
  const totals = new Map<string, { errors: number; lost: number; faults: Set<string> }>();
  const measured = await interleave(
    trackers.map((tracker) => {
      const total = { errors: 0, lost: 0, faults: new Set<string>() };
      totals.set(tracker.name, total);
      return {
        name: tracker.name,
        async round() {
          const written = await writeAll(writer, tracker);
          const faults = written.flatMap((one) => one.faults);
          for (const fault of faults) total.faults.add(fault.replaceAll(/\s+/g, " ").slice(0, 160));
          total.errors += faults.length;
          for (const one of written) total.lost += await countLost(tracker, one);
          return { rate: written.reduce((sum, one) => sum + callsOf(one) / one.seconds, 0) };
        },
      };
    }),
    writer.rounds,
  );
  const own = totals.get("Fettle");
  if (own !== undefined && own.errors + own.lost > 0)
    throw new Error(`${own.errors} errors, ${own.lost} lost: ${[...own.faults].join("; ")}`);
  return {
    title: writer.title,
    head: ["server", "calls/s acknowledged", "errors", "acknowledged and not there"],
    rows: measured.map(({ name, values }) => [
      name,
      spread(values.get("rate") ?? [], 0),
      String(totals.get(name)?.errors),
      String(totals.get(name)?.lost),
    ]),
    notes: [
      `each creates a run and logs a metric, a parameter, a tag and a batch of 10 metrics with a parameter and a tag, in turn, ${MEASURE_SECONDS} s; ${writer.rounds} rounds; errors and losses of all rounds, with the one that warms up; the client sends nothing again`,
      ...[...totals].flatMap(([name, { faults }]) =>
        [...faults].slice(0, FAULTS_SHOWN).map((fault) => `${name}: ${fault.replaceAll("|", "/")}`),
      ),
    ],
    figures: [
      figure(`${writer.title}: calls`, "1/s", "more", measured[0]?.values.get("rate") ?? []),
    ],
  };
}

function callsOf({ run, kept }: Pick<Written, "run" | "kept">): number {
  return Object.values(kept).reduce((sum, steps) => sum + steps.length, run === "" ? 0 : 1);
}

/** Starts the programs, lets them begin together once all are ready, and waits for what they tell. */
async function writeAll(writer: Writer, tracker: Tracker): Promise<readonly Written[]> {
  const children = Array.from({ length: PROCESSES }, () => {
    const child = spawn(writer.program, writer.words(tracker), {
      env: { ...clientEnvironment(tracker), MLFLOW_HTTP_REQUEST_MAX_RETRIES: "0" },
      stdio: ["pipe", "pipe", "inherit"],
    });
    const lines: string[] = [];
    const reader = createInterface({ input: child.stdout });
    const ready = once(reader, "line");
    reader.on("line", (line) => lines.push(line));
    return { child, lines, ready, ended: once(reader, "close") };
  });
  try {
    await Promise.all(children.map(({ ready, ended }) => Promise.race([ready, ended])));
    for (const { child } of children) child.stdin.write("go\n");
    return await Promise.all(
      children.map(async ({ lines, ended }) => {
        await ended;
        return JSON.parse(lines.at(-1) ?? "") as Written;
      }),
    );
  } finally {
    for (const { child } of children) child.kill("SIGKILL");
  }
}

type Pair = { readonly key: string; readonly value: string };
type Data = { readonly params?: readonly Pair[]; readonly tags?: readonly Pair[] };

/** How many of the acknowledged calls have left no trace, or a wrong one. */
async function countLost(tracker: Tracker, { run, kept }: Written): Promise<number> {
  if (run === "") return 0;
  const stepsOf = async (key: string): Promise<Set<number>> =>
    new Set((await readWhole(tracker, run, key)).points.map(({ step }) => step));
  const answer = await send(tracker, `/api/2.0/mlflow/runs/get?run_id=${run}`);
  if (answer.status !== 200) return callsOf({ run, kept });
  const { data } = JSON.parse(answer.body.toString()).run as { data: Data };
  const params = new Map(data.params?.map(({ key, value }) => [key, value]));
  const tags = new Map(data.tags?.map(({ key, value }) => [key, value]));
  const metrics = await stepsOf("loss");
  const batches: Set<number>[] = [];
  for (let i = 0; i < 10; i += 1) batches.push(await stepsOf(`metric-${i}`));
  const lastTags = new Map(kept.tags.map((step) => [step % 100, step]));
  const lost = [
    ...kept.metrics.filter((step) => !metrics.has(step)),
    ...kept.params.filter((step) => params.get(`param-${step}`) !== String(step)),
    // A call that failed may still have been done: the tag is then of a later step.
    ...[...lastTags].filter(([at, step]) => Number(tags.get(`tag-${at}`) ?? -1) < step),
    ...kept.batches.filter(
      (step) =>
        params.get(`batch-${step}`) !== String(step) || batches.some((steps) => !steps.has(step)),
    ),
  ];
  const batchTag = Number(tags.get("batch") ?? -1);
  return lost.length + (batchTag < (kept.batches.at(-1) ?? -1) ? 1 : 0);
}
