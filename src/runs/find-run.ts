import type { Reader } from "#ground/database";
import { fail } from "#ground/errors";
import { describeRun, factsOf } from "./describe-run.ts";
import { ERRORS } from "./errors.ts";
import type { RunDetail, RunFacts } from "./model.ts";
import type { RunRecord } from "./store/run-columns.ts";
import { selectRun, selectRunByName, selectRunsByPrefix } from "./store/select-run.ts";
import type { Settled } from "./store/settled.ts";

/** The run of an id in full, or `undefined`. */
export async function readRun(db: Settled, id: string): Promise<RunDetail | undefined> {
  const run = await selectRun(db, id);
  return run === undefined ? undefined : describeRun(db, run);
}

/** As `readRun`, without what was logged to the run. */
export async function readRunFacts(db: Reader, id: string): Promise<RunFacts | undefined> {
  const run = await selectRun(db, id);
  return run === undefined ? undefined : factsOf(run);
}

/**
 * The run that a person means: by its id, by its name (the latest run of that name), or by the start of its id, at
 * least four hex digits. RUNS_UNKNOWN or RUNS_REF_AMBIGUOUS otherwise.
 */
export async function findRun(db: Settled, ref: string, project?: string): Promise<RunDetail> {
  return describeRun(db, await resolveRun(db, ref, project));
}

/** As `findRun`, without what was logged to the run. */
export async function findRunFacts(db: Reader, ref: string, project?: string): Promise<RunFacts> {
  return factsOf(await resolveRun(db, ref, project));
}

/** As `findRun`, as the store holds it. */
export async function resolveRun(db: Reader, ref: string, project?: string): Promise<RunRecord> {
  const exact = (await selectRun(db, ref)) ?? (await selectRunByName(db, ref, project));
  if (exact !== undefined) return exact;
  const matches = /^[0-9a-f]{4,31}$/.test(ref) ? await selectRunsByPrefix(db, ref) : [];
  const [only, ...others] = matches;
  if (only === undefined) throw fail(ERRORS, "RUNS_UNKNOWN", { ref });
  if (others.length > 0)
    throw fail(ERRORS, "RUNS_REF_AMBIGUOUS", {
      ref,
      matches: matches.map((run) => run.id.slice(0, ref.length + 4)).join(", "),
    });
  return only;
}
