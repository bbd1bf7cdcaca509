import { bisect } from "./normal.ts";

/**
 * The value that Student's t with `freedom` degrees stays below with chance `p`, for `p` of at least one half: 2.776 for
 * 0.975 and 4. `freedom` need not be whole, as in Welch's test.
 */
export function studentQuantile(p: number, freedom: number): number {
  return bisect((t) => 1 - upperTail(t, freedom) - p, 0, 1e6);
}

/** The chance of a value above `t`, for `t` of at least zero. */
function upperTail(t: number, freedom: number): number {
  return incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5) / 2;
}

/** The regularised incomplete beta function, by its continued fraction (Abramowitz and Stegun, 26.5.8). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x),
  );
  // From the last term inwards: 200 of them are exact to about 1e-14 for the freedoms that samples have.
  let fraction = 1;
  for (let m = 200; m >= 1; m -= 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m - 1) * (a + b + m - 1) * x) / ((a + 2 * m - 2) * (a + 2 * m - 1));
    fraction = 1 + odd / (1 + even / fraction);
  }
  return front / (a * fraction);
}

/** The logarithm of the gamma function, for values above zero: Stirling's series once the value is large enough. */
function logGamma(value: number): number {
  let shift = 0;
  let z = value;
  for (; z < 15; z += 1) shift += Math.log(z);
  const square = 1 / (z * z);
  const series = (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680))) / z;
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series - shift;
}
