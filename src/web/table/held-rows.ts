const BLOCK = 64;

type Block<R> = {
  readonly rows: readonly (R | undefined)[];
  places: Map<string, number> | undefined;
};

/**
 * The rows held of a long list, by their place in it. Rows are added by making a new list, which takes as long as there
 * are new rows, however many are held.
 */
export class HeldRows<R extends { readonly id: string }> {
  private readonly blocks: ReadonlyMap<number, Block<R>>;

  constructor(blocks: ReadonlyMap<number, Block<R>> = new Map()) {
    this.blocks = blocks;
  }

  /** The row at a place; undefined where it was not read yet. */
  get(place: number): R | undefined {
    return this.blocks.get(Math.floor(place / BLOCK))?.rows[place % BLOCK];
  }

  /** These and the rows from `offset` on. */
  with(offset: number, rows: readonly R[]): HeldRows<R> {
    const blocks = new Map(this.blocks);
    for (let i = 0; i < rows.length; ) {
      const number = Math.floor((offset + i) / BLOCK);
      const into = [...(blocks.get(number)?.rows ?? new Array<undefined>(BLOCK).fill(undefined))];
      for (let at = (offset + i) % BLOCK; at < BLOCK && i < rows.length; at += 1, i += 1)
        into[at] = rows[i];
      blocks.set(number, { rows: into, places: undefined });
    }
    return new HeldRows(blocks);
  }

  /** Where the row of an id stands; undefined where it is not held. */
  placeOf(id: string): number | undefined {
    for (const [number, block] of this.blocks) {
      block.places ??= new Map(
        block.rows.flatMap((row, at): [string, number][] =>
          row === undefined ? [] : [[row.id, at]],
        ),
      );
      const at = block.places.get(id);
      if (at !== undefined) return number * BLOCK + at;
    }
    return undefined;
  }

  /** The first and the last place from `from` to `to` that is not held; undefined where all are. */
  missing(from: number, to: number): { readonly from: number; readonly to: number } | undefined {
    let first = from;
    let last = to;
    while (first <= last && this.get(first) !== undefined) first += 1;
    while (last >= first && this.get(last) !== undefined) last -= 1;
    return first > last ? undefined : { from: first, to: last };
  }
}
