import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { runProgram } from "../../scripts/run-program.ts";
import type { Figure } from "../harness/figure.ts";
import { root } from "../harness/machine.ts";
import { keepRun, type Section } from "../harness/write-run.ts";
import { checkOutBuild } from "./check-out-build.ts";
import { type Compared, comparePairs, type Pair, type Side, turns } from "./compare-pairs.ts";
import { SHORT_FORM } from "./short-form.ts";

/** Of a benchmark that failed, its last words. */
const TAIL_CHARACTERS = 2000;

export type Race = { readonly name: string; readonly commit: string; readonly pairs: number };

/**
 * Runs this checkout's benchmark `name` on its own build and on that of `commit` in turns, and keeps what came out. The
 * measuring code is the same for both; each turn is a process with a store of its own.
 */
export async function raceBuilds(race: Race, tell: (words: string) => void): Promise<Raced> {
  const cache = join(root, ".cache", "against");
  const ours = join(cache, `ours-${process.pid}`);
  const figures = join(cache, `figures-${process.pid}.json`);
  try {
    mkdirSync(cache, { recursive: true });
    tell(`building ${race.commit.slice(0, 7)} and this checkout`);
    const theirs = checkOutBuild(root, race.commit);
    copyOwnBuild(ours);
    const pairs: Pair[] = [];
    for (const order of turns(race.pairs)) {
      const pair: Partial<Record<Side, readonly Figure[]>> = {};
      for (const side of order) {
        const ms = await takeTurn(race.name, side === "ours" ? ours : theirs, figures);
        pair[side] = JSON.parse(readFileSync(figures, "utf8")) as Figure[];
        tell(`${race.name}, pair ${pairs.length + 1}, ${side}: ${(ms / 1000).toFixed(0)} s`);
      }
      pairs.push({ ours: pair.ours ?? [], theirs: pair.theirs ?? [] });
    }
    return keep(race, comparePairs(pairs));
  } finally {
    rmSync(ours, { recursive: true, force: true });
    rmSync(figures, { force: true });
  }
}

export type Raced = ReturnType<typeof comparePairs> & {
  readonly text: string;
  readonly file: string;
};

/** A copy, so that a build beside the race changes nothing in it. */
function copyOwnBuild(to: string): void {
  execFileSync(process.execPath, [join(root, "scripts", "build.ts")], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  mkdirSync(to, { recursive: true });
  for (const part of ["bin", "dist", "examples", "package.json"])
    cpSync(join(root, part), join(to, part), { recursive: true });
}

async function takeTurn(name: string, program: string, figures: string): Promise<number> {
  rmSync(figures, { force: true });
  const file = join(root, "bench", `${name}.ts`);
  const { code, words, ms } = await runProgram(process.execPath, [file], "keep", {
    ...SHORT_FORM[name],
    ...process.env,
    FETTLE_BENCH_PROGRAM: program,
    FETTLE_BENCH_FIGURES: figures,
    FETTLE_BENCH_PEERS: "0",
    FETTLE_BENCH_MLFLOW: undefined,
  });
  if (code !== 0) throw new Error(`${name} ended with ${code}: ${words.slice(-TAIL_CHARACTERS)}`);
  return ms;
}

function keep(race: Race, compared: ReturnType<typeof comparePairs>): Raced {
  const short = race.commit.slice(0, 7);
  const shown = (value: number): string => Number(value.toPrecision(3)).toString();
  const ratio = ({ median, min, max }: Compared["ratio"]): string =>
    `${median.toFixed(2)} [${min.toFixed(2)}-${max.toFixed(2)}]`;
  const section: Section = {
    title: `this build and that of ${short}, pairs: ${race.pairs}`,
    head: ["figure", "unit", "better", "ours", short, "ratio"],
    rows: [
      ...compared.figures.map((one) => [
        one.name,
        one.unit,
        one.better,
        shown(one.ours),
        shown(one.theirs),
        ratio(one.ratio),
      ]),
      ["all figures as one", "", "", "", "", ratio(compared.all)],
    ],
    notes: [
      "the ratio says how much better ours is: 1 is equal, 1.1 a tenth better, 0.9 a tenth worse, also where less is better",
      "the ratio is the median [least-most] of the ratios within the pairs; ours and theirs are medians of all turns",
      "who goes first changes with each pair; both are measured by this checkout's benchmark in its short form",
      `settings of a turn: ${settingsOf(race.name)}`,
    ],
  };
  const command = `npm run bench -- ${race.name} --against ${short} --pairs ${race.pairs}`;
  const kept = keepRun(`${race.name}-against-${short}`, command, [section], REMARK);
  return { ...compared, ...kept };
}

const REMARK = "two builds in turns, each turn a process with a store of its own";

function settingsOf(name: string): string {
  return Object.entries(SHORT_FORM[name] ?? {})
    .map(([key, value]) => `${key}=${process.env[key] ?? value}`)
    .join(" ");
}
