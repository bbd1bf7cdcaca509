import type { RunRow } from "../model.ts";

/** Parameters that tell repeats of one attempt apart, and nothing else. */
const SEED =
  /(^|[._-])((random|rng|torch|np|numpy|data|global|model|split)[_-]?)?(seeds?|random_state|rng|repeat|repetition|replicate)([._-](id|nr|no|num|number|index))?$/i;
/** `--seed 3`, `--seed=3`, `seed=3`, `SEED=3`. */
const SEED_WORD = /^([-+]{0,2}[\w.-]+)=(.*)$/s;

/** Whether a parameter only tells repeats apart. */
export function isSeed(key: string): boolean {
  return SEED.test(key.replace(/^[-+]+/, ""));
}

/** The same text for runs that differ in nothing but their seeds: same code, data, parameters and command. */
export function signatureOf(
  run: Pick<RunRow, "experiment" | "commit" | "dirty" | "command" | "params" | "data">,
): string {
  const params = Object.entries(run.params)
    .filter(([key]) => !isSeed(key))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const data = run.data.map(({ path, md5 }) => `${path}@${md5}`).sort();
  const command = run.command === null ? null : withoutSeeds(run.command);
  return JSON.stringify([run.experiment, run.commit, run.dirty, command, params, data]);
}

function withoutSeeds(command: readonly string[]): string[] {
  const words: string[] = [];
  let hide = false;
  for (const word of command) {
    const name = SEED_WORD.exec(word)?.[1];
    if (hide) words.push("*");
    else words.push(name !== undefined && isSeed(name) ? `${name}=*` : word);
    hide = !hide && word.startsWith("-") && !word.includes("=") && isSeed(word);
  }
  return words;
}

/** Those that are repeats of the same attempt together, in the order of the first of each. */
export function grouped<R extends Parameters<typeof signatureOf>[0]>(
  runs: readonly R[],
): readonly (readonly R[])[] {
  const groups = new Map<string, R[]>();
  for (const run of runs) {
    const signature = signatureOf(run);
    const same = groups.get(signature);
    if (same === undefined) groups.set(signature, [run]);
    else same.push(run);
  }
  return [...groups.values()];
}
