import { difference, type Interval, type PairedCells, size } from "./paired.ts";
import { wilsonInterval } from "./wilson.ts";

/**
 * Newcombe's method 10 for the difference of two paired shares: Wilson's limits of both, joined with their
 * correlation (Newcombe 1998, Stat Med 17:2635). A second opinion beside Tango's, without root finding.
 */
export function newcombeInterval(cells: PairedCells, confidence = 0.95): Interval {
  const n = size(cells);
  if (n === 0) return { estimate: 0, lower: -1, upper: 1 };
  const first = wilsonInterval(cells.both + cells.onlyFirst, n, confidence);
  const second = wilsonInterval(cells.both + cells.onlySecond, n, confidence);
  const phi = correlation(cells);
  const estimate = difference(cells);
  const down = distance(first.estimate - first.lower, second.upper - second.estimate, phi);
  const up = distance(first.upper - first.estimate, second.estimate - second.lower, phi);
  return { estimate, lower: Math.max(-1, estimate - down), upper: Math.min(1, estimate + up) };
}

function distance(x: number, y: number, phi: number): number {
  return Math.sqrt(Math.max(0, x * x - 2 * phi * x * y + y * y));
}

/** The phi coefficient, its numerator drawn half a case towards zero where it is positive (Newcombe's continuity). */
function correlation({ both, onlyFirst, onlySecond, neither }: PairedCells): number {
  const n = both + onlyFirst + onlySecond + neither;
  const product =
    (both + onlyFirst) * (onlySecond + neither) * (both + onlySecond) * (onlyFirst + neither);
  if (product === 0) return 0;
  const raw = both * neither - onlyFirst * onlySecond;
  const numerator = raw > 0 ? Math.max(0, raw - n / 2) : raw;
  return numerator / Math.sqrt(product);
}
