/** Something to measure: each call is one round and gives its numbers by name. */
export type Contender = {
  readonly name: string;
  /** Of the rounds at most so many, for one that takes long. */
  readonly roundsMax?: number;
  round(): Promise<Readonly<Record<string, number>>>;
};

export type Measured = {
  readonly name: string;
  /** All rounds, by name of the number. */
  readonly values: ReadonlyMap<string, readonly number[]>;
};

/** 0 where each process measures once, and others of its kind are its rounds. */
const WARM_UPS = Number(process.env["FETTLE_BENCH_WARM_UPS"] ?? 1);

/**
 * Lets the contenders take turns (A B A B ...), so that what else the machine does hits all of them alike. The first
 * round warms caches and does not count.
 */
export async function interleave(
  contenders: readonly Contender[],
  rounds: number,
): Promise<readonly Measured[]> {
  const values = contenders.map(() => new Map<string, number[]>());
  for (let round = 1 - WARM_UPS; round <= rounds; round += 1)
    for (const [at, contender] of contenders.entries()) {
      if (round > (contender.roundsMax ?? rounds)) continue;
      const numbers = await contender.round();
      if (round < 1) continue;
      for (const [name, value] of Object.entries(numbers)) {
        const list = values[at]?.get(name) ?? [];
        list.push(value);
        values[at]?.set(name, list);
      }
    }
  return contenders.map(({ name }, at) => ({ name, values: values[at] ?? new Map() }));
}
