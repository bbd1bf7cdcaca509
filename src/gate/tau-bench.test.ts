import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { Report } from "#dialogues";
import { sampleCase, sampleReport } from "#test/sample-report";
import { judge } from "./verdict.ts";

// 50 tasks x 4 trials of one model, recorded by others (sierra-research/tau-bench, MIT): an agent that answers by chance.
const DATA = process.env["FETTLE_SHARED_DATA"] ?? join(import.meta.dirname, "../../../shared/data");
const FILE = join(DATA, "tau-bench", "gpt-4o-airline.json");
const here = existsSync(FILE);
if (!here)
  process.stderr.write(`SKIPPED: the gate against itself on tau-bench; ${FILE} is absent\n`);

type Recorded = { readonly task_id: number; readonly trial: number; readonly reward: number };

const TRIALS = [0, 1, 2, 3];

/** Two of the other trials for the champion, the trial itself for the candidate. */
const TRIPLES = TRIALS.flatMap((candidate) => {
  const others = TRIALS.filter((trial) => trial !== candidate);
  return others.map((left) => {
    const [champion = 0, again = 0] = others.filter((trial) => trial !== left);
    return { champion, again, candidate };
  });
});

describe.skipIf(!here)("one model's recorded runs", () => {
  let runs: readonly Recorded[] = [];
  beforeAll(() => {
    runs = JSON.parse(readFileSync(FILE, "utf8"));
  });

  const trial = (number: number, broken: ReadonlySet<number> = new Set()): Report => {
    const cases = runs
      .filter((run) => run.trial === number)
      .map((run) => {
        const passed = run.reward >= 1 && !broken.has(run.task_id);
        return sampleCase(`airline/task-${run.task_id}`, passed ? "pass" : "fail");
      })
      .sort((a, b) => a.id.localeCompare(b.id));
    return sampleReport(`trial-${number}`, cases);
  };

  test("hold the published pass rate, so that the file is read as its authors do", () => {
    expect(runs).toHaveLength(200);
    expect(runs.filter((run) => run.reward >= 1).length / 200).toBe(0.42);
  });

  test("are never called reject when the model is compared with itself", () => {
    const verdicts = TRIPLES.map((triple) => {
      const judged = judge({
        champion: trial(triple.champion),
        championAgain: trial(triple.again),
        candidate: trial(triple.candidate),
      });
      expect(judged.statistics.mcnemarP).toBeGreaterThan(0.05);
      return { verdict: judged.verdict, broken: judged.counts.broken };
    });
    expect(verdicts).toHaveLength(12);
    expect(verdicts.filter((one) => one.verdict !== "inconclusive")).toEqual([]);
    // The rule "one broken case rejects" would be wrong nearly always, which is why this test can fail.
    expect(verdicts.filter((one) => one.broken > 0)).toHaveLength(11);
  });

  test("are called reject when the candidate fails all that the champion passes reliably", () => {
    const reliable = runs
      .filter((run) => run.trial === 0 && run.reward >= 1)
      .map((run) => run.task_id);
    for (const { champion, again, candidate } of TRIPLES)
      expect(
        judge({
          champion: trial(champion),
          championAgain: trial(again),
          candidate: trial(candidate, new Set(reliable)),
        }).verdict,
      ).toBe("reject");
  });
});
