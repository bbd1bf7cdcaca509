import { summarise } from "./statistics.ts";

/** One number by which two builds are compared. */
export type Figure = {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly better: "more" | "less";
};

/** The median of what was measured. */
export function figure(
  name: string,
  unit: string,
  better: Figure["better"],
  values: readonly number[],
): Figure {
  return { name, unit, better, value: summarise(values).median };
}
