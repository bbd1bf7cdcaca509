import { createHash } from "node:crypto";
import { random } from "../../test/support/random.ts";
import type { Mutant } from "./mutant.ts";

/** `count` of them, or all where there are fewer: the same for the same seed and code. */
export function chooseMutants(
  all: readonly Mutant[],
  count: number,
  seed: string,
): readonly Mutant[] {
  const draw = random(createHash("sha256").update(seed).digest().readInt32BE());
  return all
    .map((mutant) => ({ mutant, at: draw() }))
    .sort((a, b) => a.at - b.at)
    .slice(0, count)
    .map(({ mutant }) => mutant);
}

/** At least 20 a slice, and 200 in all. */
export function shareOf(slices: number): number {
  return Math.max(20, Math.ceil(200 / slices));
}
