import { bisect, normalQuantile } from "./normal.ts";
import { difference, type Interval, type PairedCells, size } from "./paired.ts";

/**
 * Tango's score interval for the difference of two paired shares (Tango 1998, Stat Med 17:891). It holds with few
 * cases and with none that changed, where the textbook interval has no width at all.
 */
export function tangoInterval(cells: PairedCells, confidence = 0.95): Interval {
  const z = normalQuantile(1 - (1 - confidence) / 2);
  return { estimate: difference(cells), lower: lowerLimit(cells, z), upper: upperLimit(cells, z) };
}

/** The one-sided lower bound: the first arm is not worse than the second by more than this. */
export function tangoLower(cells: PairedCells, confidence = 0.95): number {
  return lowerLimit(cells, normalQuantile(confidence));
}

function lowerLimit(cells: PairedCells, z: number): number {
  if (size(cells) === 0) return -1;
  return bisect((d) => z - score(cells, d), -1, difference(cells));
}

function upperLimit(cells: PairedCells, z: number): number {
  if (size(cells) === 0) return 1;
  return bisect((d) => -z - score(cells, d), difference(cells), 1);
}

/** How many standard errors the observed difference lies above `d`; falls as `d` rises. */
function score(cells: PairedCells, d: number): number {
  const n = size(cells);
  const { onlyFirst: b, onlySecond: c } = cells;
  const a2 = 2 * n;
  const a1 = -b - c + (2 * n - b + c) * d;
  const a0 = -c * d * (1 - d);
  // The most likely share of "second alone", given the difference d.
  const share = (Math.sqrt(Math.max(0, a1 * a1 - 4 * a2 * a0)) - a1) / (2 * a2);
  const variance = n * (2 * share + d * (1 - d));
  const distance = b - c - n * d;
  if (variance > 0) return distance / Math.sqrt(variance);
  return distance === 0 ? 0 : distance * Number.POSITIVE_INFINITY;
}
