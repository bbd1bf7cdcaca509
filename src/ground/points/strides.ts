/** Steps that are as far from each other: `count` of them from `start` on. */
export type Stride = { readonly start: number; readonly distance: number; readonly count: number };

/** Adds a stride behind others; it lengthens the last one where it goes on at the same distance. */
export function addStride(strides: Stride[], next: Stride): void {
  const last = strides.at(-1);
  if (last === undefined) {
    strides.push(next);
    return;
  }
  const end = last.start + last.distance * (last.count - 1);
  if (next.count === 1 && next.start === end) return;
  const gap = next.start - end;
  const fits = last.count === 1 ? next.count === 1 || gap === next.distance : gap === last.distance;
  if (fits && gap > 0 && (next.count === 1 || next.distance === gap))
    strides[strides.length - 1] = {
      start: last.start,
      distance: gap,
      count: last.count + next.count,
    };
  else strides.push(next);
}

/** The steps of strides, ascending, each once. */
export function stepsOf(strides: readonly Stride[]): Float64Array {
  const steps = new Float64Array(strides.reduce((sum, stride) => sum + stride.count, 0));
  let at = 0;
  for (const { start, distance, count } of strides)
    for (let i = 0; i < count; i += 1) {
      const step = start + distance * i;
      if (at === 0 || step > (steps[at - 1] as number)) steps[at++] = step;
    }
  return steps.subarray(0, at);
}

/** The steps of two ascending lists, ascending, each once. */
export function stepsOfBoth(a: Float64Array, b: Float64Array): Float64Array {
  if (a.length === 0) return b;
  const all = new Float64Array(a.length + b.length);
  let [i, j, at] = [0, 0, 0];
  while (i < a.length || j < b.length) {
    const left = a[i] ?? Number.POSITIVE_INFINITY;
    const right = b[j] ?? Number.POSITIVE_INFINITY;
    if (left <= right) i += 1;
    if (right <= left) j += 1;
    all[at++] = Math.min(left, right);
  }
  return all.subarray(0, at);
}
