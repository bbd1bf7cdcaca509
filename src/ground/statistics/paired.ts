/** The same cases in two arms, as four cells: the fourfold table of paired outcomes. */
export type PairedCells = {
  /** Cases that pass in both arms. */
  readonly both: number;
  /** Cases that pass in the first arm alone. */
  readonly onlyFirst: number;
  /** Cases that pass in the second arm alone. */
  readonly onlySecond: number;
  /** Cases that fail in both arms. */
  readonly neither: number;
};

/** An estimate with its limits. */
export type Interval = {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
};

/** How many cases the cells hold. */
export function size(cells: PairedCells): number {
  return cells.both + cells.onlyFirst + cells.onlySecond + cells.neither;
}

/** The first arm's share of passes less the second's; 0 without cases. */
export function difference(cells: PairedCells): number {
  const n = size(cells);
  return n === 0 ? 0 : (cells.onlyFirst - cells.onlySecond) / n;
}
