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

/**
 * Lets the contenders take turns (A B A B ...), so that what else the machine does hits all of them alike. The first
 * round warms caches and does not count.
 */
export async function interleave(
  contenders: readonly Contender[],
  rounds: number,
): Promise<readonly Measured[]> {
  const values = contenders.map(() => new Map<string, number[]>());
  for (let round = 0; round <= rounds; round += 1)
    for (const [at, contender] of contenders.entries()) {
      if (round > (contender.roundsMax ?? rounds)) continue;
      const numbers = await contender.round();
      if (round === 0) continue;
      for (const [name, value] of Object.entries(numbers)) {
        const list = values[at]?.get(name) ?? [];
        list.push(value);
        values[at]?.set(name, list);
      }
    }
  return contenders.map(({ name }, at) => ({ name, values: values[at] ?? new Map() }));
}
