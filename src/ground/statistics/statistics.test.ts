import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  binomialAtLeast,
  difference,
  mcnemar,
  newcombeInterval,
  normalCdf,
  normalQuantile,
  type PairedCells,
  tangoInterval,
  tangoLower,
  wilsonInterval,
} from "#ground/statistics";

const cells = (
  both: number,
  onlyFirst: number,
  onlySecond: number,
  neither: number,
): PairedCells => ({ both, onlyFirst, onlySecond, neither });

const anyCells = fc
  .tuple(fc.nat(60), fc.nat(60), fc.nat(60), fc.nat(60))
  .filter((four) => four.some((n) => n > 0))
  .map((four) => cells(...four));

const swapped = (c: PairedCells): PairedCells => ({
  ...c,
  onlyFirst: c.onlySecond,
  onlySecond: c.onlyFirst,
});

/** Two-sided exact p with whole numbers of any size: slow, and without rounding until the last division. */
function exactByCounting(broken: number, fixed: number): number {
  const n = BigInt(broken + fixed);
  let choose = 1n;
  let sum = 0n;
  for (let k = 0n; k <= BigInt(Math.min(broken, fixed)); k += 1n) {
    sum += choose;
    choose = (choose * (n - k)) / (k + 1n);
  }
  const scale = 10n ** 18n;
  return Math.min(1, Number((2n * sum * scale) / 2n ** n) / 1e18);
}

describe("mcnemar", () => {
  test("gives the published p for 27 against 54, which scipy confirms", () => {
    expect(mcnemar(27, 54).exact).toBeCloseTo(0.0035963477, 10);
  });

  test("needs six cases broken and none fixed for p below .05, five with mid-p", () => {
    expect(mcnemar(5, 0).exact).toBeCloseTo(0.0625, 12);
    expect(mcnemar(6, 0).exact).toBeCloseTo(0.03125, 12);
    expect(mcnemar(5, 0).midP).toBeCloseTo(0.03125, 12);
  });

  test("calls no change and an even split no difference", () => {
    expect(mcnemar(0, 0)).toEqual({ exact: 1, midP: 1 });
    expect(mcnemar(7, 7).exact).toBe(1);
    expect(mcnemar(1, 1)).toEqual({ exact: 1, midP: 0.75 });
  });

  test("equals a count with whole numbers of any size, also past 63 changes", () => {
    fc.assert(
      fc.property(fc.nat(300), fc.nat(300), (broken, fixed) => {
        expect(mcnemar(broken, fixed).exact).toBeCloseTo(exactByCounting(broken, fixed), 12);
      }),
    );
  });

  test("is symmetric, lies between 0 and 1, and mid-p is never above exact p", () => {
    fc.assert(
      fc.property(fc.nat(2000), fc.nat(2000), (broken, fixed) => {
        const p = mcnemar(broken, fixed);
        expect(p).toEqual(mcnemar(fixed, broken));
        expect(p.exact).toBeGreaterThanOrEqual(0);
        expect(p.exact).toBeLessThanOrEqual(1);
        expect(p.midP).toBeLessThanOrEqual(p.exact);
      }),
    );
  });
});

describe("binomialAtLeast", () => {
  test("adds up the upper end of the distribution", () => {
    expect(binomialAtLeast(1, 2, 1 / 3)).toBeCloseTo(5 / 9, 12);
    expect(binomialAtLeast(4, 5, 1 / 3)).toBeCloseTo(11 / 243, 12);
    expect(binomialAtLeast(0, 7, 0.2)).toBe(1);
    expect(binomialAtLeast(3, 2, 0.5)).toBe(0);
  });

  test("and the lower end make one", () => {
    fc.assert(
      fc.property(fc.nat(400), fc.nat(400), (successes, failures) => {
        const trials = successes + failures;
        const upper = binomialAtLeast(successes, trials, 0.3);
        const lower = binomialAtLeast(trials - successes + 1, trials, 0.7);
        expect(upper + lower).toBeCloseTo(1, 9);
      }),
    );
  });
});

describe("tango", () => {
  test("gives the interval of Newcombe's example", () => {
    const interval = tangoInterval(cells(36, 12, 2, 0));
    expect(interval.estimate).toBeCloseTo(0.2, 10);
    expect(interval.lower).toBeCloseTo(0.0611, 4);
    expect(interval.upper).toBeCloseTo(0.3447, 4);
  });

  test("gives the interval of the airway example", () => {
    const interval = tangoInterval(cells(1, 1, 7, 12));
    expect(interval.lower).toBeCloseTo(-0.5172, 4);
    expect(interval.upper).toBeCloseTo(-0.026, 4);
  });

  test("proves little with few cases, even where none changed", () => {
    expect(tangoLower(cells(60, 0, 0, 0))).toBeCloseTo(-0.0431, 4);
    expect(tangoLower(cells(59, 0, 1, 0))).toBeCloseTo(-0.071, 3);
    expect(tangoLower(cells(57, 0, 3, 0))).toBeCloseTo(-0.119, 3);
    expect(tangoLower(cells(120, 0, 0, 0))).toBeCloseTo(-0.022, 3);
    expect(tangoLower(cells(300, 0, 0, 0))).toBeCloseTo(-0.009, 3);
    expect(tangoLower(cells(20, 0, 0, 0))).toBeCloseTo(-0.119, 3);
  });

  test("has a closed form where no case changed", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), (n) => {
        const z = normalQuantile(0.95);
        expect(tangoLower(cells(n, 0, 0, 0))).toBeCloseTo((-z * z) / (n + z * z), 10);
      }),
    );
  });

  test("knows nothing without cases", () => {
    expect(tangoInterval(cells(0, 0, 0, 0))).toEqual({ estimate: 0, lower: -1, upper: 1 });
  });

  test("holds the estimate, stays within one, and mirrors when the arms change places", () => {
    fc.assert(
      fc.property(anyCells, (c) => {
        const interval = tangoInterval(c);
        const mirror = tangoInterval(swapped(c));
        expect(interval.lower).toBeLessThanOrEqual(difference(c));
        expect(interval.upper).toBeGreaterThanOrEqual(difference(c));
        expect(interval.lower).toBeGreaterThanOrEqual(-1);
        expect(interval.upper).toBeLessThanOrEqual(1);
        expect(interval.lower).toBeCloseTo(-mirror.upper, 9);
        expect(interval.upper).toBeCloseTo(-mirror.lower, 9);
        expect(tangoLower(c)).toBeGreaterThanOrEqual(interval.lower);
      }),
    );
  });

  test("falls with every further broken case", () => {
    fc.assert(
      fc.property(anyCells, (c) => {
        if (c.both === 0) return;
        const worse = { ...c, both: c.both - 1, onlySecond: c.onlySecond + 1 };
        expect(tangoLower(worse)).toBeLessThan(tangoLower(c));
      }),
    );
  });
});

describe("newcombe", () => {
  test("gives the interval of Newcombe's example", () => {
    const interval = newcombeInterval(cells(36, 12, 2, 0));
    expect(interval.lower).toBeCloseTo(0.0569, 4);
    expect(interval.upper).toBeCloseTo(0.3404, 4);
  });

  test("gives the interval of the airway example", () => {
    const interval = newcombeInterval(cells(1, 1, 7, 12));
    expect(interval.lower).toBeCloseTo(-0.5069, 4);
    expect(interval.upper).toBeCloseTo(-0.0256, 4);
  });

  test("holds the estimate and mirrors when the arms change places", () => {
    fc.assert(
      fc.property(anyCells, (c) => {
        const interval = newcombeInterval(c);
        const mirror = newcombeInterval(swapped(c));
        expect(interval.lower).toBeLessThanOrEqual(difference(c) + 1e-12);
        expect(interval.upper).toBeGreaterThanOrEqual(difference(c) - 1e-12);
        expect(interval.lower).toBeCloseTo(-mirror.upper, 9);
      }),
    );
  });
});

describe("wilson", () => {
  test("gives the published interval for 81 of 263", () => {
    // Newcombe 1998, Stat Med 17:857, table I: method 3.
    const interval = wilsonInterval(81, 263);
    expect(interval.lower).toBeCloseTo(0.2553, 4);
    expect(interval.upper).toBeCloseTo(0.3662, 4);
  });

  test("reaches the edges exactly", () => {
    expect(wilsonInterval(0, 20).lower).toBe(0);
    expect(wilsonInterval(0, 20).upper).toBeCloseTo(0.1611, 4);
    expect(wilsonInterval(20, 20).upper).toBe(1);
    expect(wilsonInterval(0, 0)).toEqual({ estimate: 0, lower: 0, upper: 1 });
  });
});

describe("the normal distribution", () => {
  test("gives the values of the printed tables", () => {
    expect(normalQuantile(0.95)).toBeCloseTo(1.6448536269514722, 12);
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 12);
    expect(normalCdf(0)).toBe(0.5);
    expect(normalCdf(-1.959963984540054)).toBeCloseTo(0.025, 14);
    expect(normalCdf(9)).toBe(1);
    expect(normalCdf(-9)).toBe(0);
  });

  test("goes there and back", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 0.999, noNaN: true }), (p) => {
        expect(normalCdf(normalQuantile(p))).toBeCloseTo(p, 12);
      }),
    );
  });
});
