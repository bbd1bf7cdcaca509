import { BUCKET_BITS, type NgramShape, ngramBuckets } from "./text.ts";

/** Which buckets are columns and what each weighs; everything needed to repeat the weighting. */
export type FeatureTable = {
  shape: NgramShape;
  weighting: "counts" | "tfidf";
  buckets: Uint32Array;
  idf: Float32Array;
};

/** Sparse rows: row i lies at offsets[i] to offsets[i + 1] of columns and values. */
export type SparseRows = { offsets: Uint32Array; columns: Uint32Array; values: Float32Array };

export type Vectoriser = { columns: number; rows(texts: readonly string[]): SparseRows };

export type FeatureOptions = {
  shape: NgramShape;
  weighting: FeatureTable["weighting"];
  rowsMin: number;
};

/** Keeps the n-grams found in at least `rowsMin` texts. */
export function fitFeatures(texts: readonly string[], options: FeatureOptions): FeatureTable {
  const rowsWith = new Uint32Array(1 << BUCKET_BITS);
  for (const text of texts) {
    for (const bucket of new Set(ngramBuckets(text, options.shape))) {
      rowsWith[bucket] = (rowsWith[bucket] ?? 0) + 1;
    }
  }
  const kept: number[] = [];
  rowsWith.forEach((rows, bucket) => {
    if (rows >= options.rowsMin) kept.push(bucket);
  });
  const idf = Float32Array.from(
    kept,
    (bucket) => Math.log((1 + texts.length) / (1 + (rowsWith[bucket] ?? 0))) + 1,
  );
  const { shape, weighting } = options;
  return { shape, weighting, buckets: Uint32Array.from(kept), idf };
}

export function vectoriser(table: FeatureTable): Vectoriser {
  const columnOf = new Int32Array(1 << BUCKET_BITS).fill(-1);
  table.buckets.forEach((bucket, column) => {
    columnOf[bucket] = column;
  });
  return {
    columns: table.buckets.length,
    rows: (texts) => sparseRows(texts, table, columnOf),
  };
}

function sparseRows(
  texts: readonly string[],
  table: FeatureTable,
  columnOf: Int32Array,
): SparseRows {
  const offsets = new Uint32Array(texts.length + 1);
  const columns: number[] = [];
  const values: number[] = [];
  texts.forEach((text, row) => {
    const found: number[] = [];
    for (const bucket of ngramBuckets(text, table.shape)) {
      const column = columnOf[bucket] ?? -1;
      if (column >= 0) found.push(column);
    }
    const start = columns.length;
    countRepeats(Uint32Array.from(found).sort(), columns, values);
    if (table.weighting === "tfidf") weigh(columns, values, start, table.idf);
    offsets[row + 1] = columns.length;
  });
  return { offsets, columns: Uint32Array.from(columns), values: Float32Array.from(values) };
}

function countRepeats(sorted: Uint32Array, columns: number[], values: number[]): void {
  let start = 0;
  while (start < sorted.length) {
    let end = start + 1;
    while (end < sorted.length && sorted[end] === sorted[start]) end += 1;
    columns.push(sorted[start] ?? 0);
    values.push(end - start);
    start = end;
  }
}

// Sublinear counts times rarity, scaled to length one, so that a long message isn't a loud one.
function weigh(columns: number[], values: number[], start: number, idf: Float32Array): void {
  let squares = 0;
  for (let i = start; i < values.length; i += 1) {
    const value = (1 + Math.log(values[i] ?? 1)) * (idf[columns[i] ?? 0] ?? 0);
    values[i] = value;
    squares += value * value;
  }
  const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
  for (let i = start; i < values.length; i += 1) values[i] = (values[i] ?? 0) * scale;
}
