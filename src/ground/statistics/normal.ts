/** The chance that a standard normal value lies below `x`. Exact to about 1e-15, which is not exact in the far tail. */
export function normalCdf(x: number): number {
  if (x > 8.5) return 1;
  if (x < -8.5) return 0;
  // Marsaglia 2004, J. Stat. Software 11(4): x + x^3/3 + x^5/15 + ..., all terms of one sign.
  let term = x;
  let sum = x;
  for (let k = 3; Math.abs(term) > 1e-17 * Math.abs(sum); k += 2) {
    term *= (x * x) / k;
    sum += term;
  }
  return 0.5 + (sum * Math.exp(-(x * x) / 2)) / Math.sqrt(2 * Math.PI);
}

/** The value that a standard normal one stays below with chance `p`: 1.6449 for 0.95. */
export function normalQuantile(p: number): number {
  return bisect((x) => normalCdf(x) - p, -8.5, 8.5);
}

/** Where a rising function crosses zero between two limits, to the last bit; the nearer limit where it does not. */
export function bisect(rising: (x: number) => number, low: number, high: number): number {
  let below = low;
  let above = high;
  for (let i = 0; i < 200; i += 1) {
    const middle = (below + above) / 2;
    if (middle === below || middle === above) return middle;
    if (rising(middle) < 0) below = middle;
    else above = middle;
  }
  return (below + above) / 2;
}
