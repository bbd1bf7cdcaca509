import { expect, test } from "vitest";
import {
  binomialAtLeast,
  mcnemar,
  newcombeInterval,
  normalCdf,
  tangoInterval,
  wilsonInterval,
} from "#ground/statistics";
import { differenceNoise, type Sample, sampleOf } from "./sample.ts";
import { studentQuantile } from "./student.ts";

const cellsOf = ([both, onlyFirst, onlySecond, neither]: readonly [
  number,
  number,
  number,
  number,
]) => ({ both, onlyFirst, onlySecond, neither });
const DIGITS = 9;

// By scipy 1.17: t.ppf, binom.sf, binom.cdf and binom.pmf, norm.cdf.
test.each([
  [0.975, 1, 12.706204736174694],
  [0.975, 2, 4.302652729749462],
  [0.975, 2.5, 3.5746548420036817],
  [0.975, 4, 2.7764451051977934],
  [0.975, 10, 2.228138851986274],
  [0.995, 30, 2.7499956535672254],
  [0.975, 1000, 1.9623390808264083],
  [0.6, 3, 0.2766706623326898],
  [0.9, 0.5, 10.27032441023451],
  [0.75, 40, 0.6806727171644491],
])("t of %f with %f degrees of freedom is %f", (p, freedom, t) => {
  expect(studentQuantile(p, freedom)).toBeCloseTo(t, DIGITS);
});

test.each([
  [3, 10, 0.3, 0.6172172136000003],
  [1, 1, 0.2, 0.2],
  [10, 10, 0.7, 0.02824752489999998],
  [250, 400, 0.6, 0.16617628355920067],
  [2, 40, 0.01, 0.06073662180620616],
])("%i or more of %i at %f have the chance %f", (successes, trials, p, chance) => {
  expect(binomialAtLeast(successes, trials, p)).toBeCloseTo(chance, DIGITS);
});

test.each([
  [27, 54, 0.003596347718824061, 0.0026424928957725375],
  [1, 3, 0.625, 0.375],
  [2, 10, 0.03857421875, 0.022460937499999976],
  [0, 8, 0.0078125, 0.003906249999999993],
])("%i broken and %i fixed have p %f, mid-p %f", (broken, fixed, exact, midP) => {
  const found = mcnemar(broken, fixed);
  expect(found.exact).toBeCloseTo(exact, DIGITS);
  expect(found.midP).toBeCloseTo(midP, DIGITS);
});

test.each([
  [1, 0.8413447460685429],
  [-2, 0.02275013194817921],
  [3, 0.9986501019683699],
  [40, 1],
  [-40, 0],
])("a normal value lies below %f with chance %f", (x, chance) => {
  expect(normalCdf(x)).toBeCloseTo(chance, 14);
});

// By the formulas of the papers, written down again in Python.
test.each([
  [[36, 12, 2, 0], 0.95, 0.05692958400323883, 0.34042760297494057],
  [[1, 1, 7, 12], 0.95, -0.5069202266861409, -0.025559124164859837],
  [[20, 5, 3, 12], 0.95, -0.09257489916559122, 0.18890419988811744],
  [[20, 5, 3, 12], 0.9, -0.07073562530068637, 0.16808778000785968],
  [[5, 4, 4, 5], 0.95, -0.2965461377649839, 0.2965461377649839],
  [[6, 3, 1, 2], 0.95, -0.17581972774230853, 0.4620452418018033],
  [[1, 0, 0, 0], 0.95, -0.7934506856227626, 0.7934506856227626],
] as const)("Newcombe's interval of %j at %f is %f to %f", (four, confidence, lower, upper) => {
  const cells = cellsOf(four);
  const found = newcombeInterval(cells, confidence);
  expect(found.estimate).toBe((four[1] - four[2]) / (four[0] + four[1] + four[2] + four[3]));
  expect(found.lower).toBeCloseTo(lower, DIGITS);
  expect(found.upper).toBeCloseTo(upper, DIGITS);
  if (confidence === 0.95) expect(newcombeInterval(cells)).toEqual(found);
});

test.each([
  [[36, 12, 2, 0], 0.95, 0.06111240618634402, 0.3447087482821486],
  [[1, 1, 7, 12], 0.95, -0.5172322764213773, -0.026003032480868653],
  [[20, 5, 3, 12], 0.95, -0.1012081055734219, 0.20445997234419064],
  [[20, 5, 3, 12], 0.9, -0.07351620871391694, 0.17679513474959543],
  [[6, 3, 1, 2], 0.95, -0.18873851553931184, 0.4850347282727135],
] as const)("Tango's interval of %j at %f is %f to %f", (four, confidence, lower, upper) => {
  const found = tangoInterval(cellsOf(four), confidence);
  expect(found.lower).toBeCloseTo(lower, DIGITS);
  expect(found.upper).toBeCloseTo(upper, DIGITS);
});

test.each([
  [81, 263, 0.95, 0.2552885198782742, 0.36620957698280004],
  [3, 10, 0.95, 0.10779126740630107, 0.6032218525388546],
  [3, 10, 0.9, 0.12687658390319795, 0.5583002041301648],
  [1, 1, 0.95, 0.2065493143772375, 1],
])("Wilson's interval of %i of %i at %f is %f to %f", (passes, n, confidence, lower, upper) => {
  const found = wilsonInterval(passes, n, confidence);
  expect(found.estimate).toBe(passes / n);
  expect(found.lower).toBeCloseTo(lower, DIGITS);
  expect(found.upper).toBeCloseTo(upper, DIGITS);
});

test("without cases nothing is known", () => {
  expect(newcombeInterval(cellsOf([0, 0, 0, 0]))).toEqual({ estimate: 0, lower: -1, upper: 1 });
});

test("the noise of samples of several sizes has Welch's degrees of freedom", () => {
  // Variances 1 and 26 / 3 of 3 and 4 values: 2.5 squared over 1 / 18 and (13 / 6) squared / 3.
  const [a, b] = [sampleOf([1, 2, 3]) as Sample, sampleOf([2, 4, 9, 5]) as Sample];
  const noise = studentQuantile(0.975, 27 / 7) * Math.sqrt(2.5);
  expect(differenceNoise(a, b)).toBeCloseTo(noise, DIGITS);
  expect(differenceNoise(b, a)).toBeCloseTo(noise, DIGITS);
  const [still, once] = [sampleOf([5, 5]) as Sample, sampleOf([7]) as Sample];
  expect(differenceNoise(a, still)).toBeCloseTo(
    studentQuantile(0.975, 2) * Math.sqrt(1 / 3),
    DIGITS,
  );
  expect([differenceNoise(still, once), differenceNoise(once, still)]).toEqual([0, 0]);
});
