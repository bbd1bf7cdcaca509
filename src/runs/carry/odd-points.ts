import type { Taken } from "#ground/slice";
import { ODD_POINTS } from "./records.ts";

/** What became of a record, with what is said of those of its points whose step or time can't be kept. */
export function withOdd(
  odd: readonly (readonly [step: number, at: number, ...rest: unknown[]])[],
  { of, taken }: { readonly of: string; readonly taken: Taken },
): Taken {
  const [first] = odd;
  if (first === undefined) return taken;
  const told = `${of}: ${odd.length} ${ODD_POINTS}, the first with step ${first[0]} at ${first[1]}`;
  return {
    ...taken,
    note: taken.note === undefined ? told : `${taken.note}; ${told}`,
    left: { ...taken.left, [ODD_POINTS]: odd.length },
  };
}
