export { binomialAtLeast } from "./binomial.ts";
export { type McNemar, mcnemar } from "./mcnemar.ts";
export { newcombeInterval } from "./newcombe.ts";
export { normalCdf, normalQuantile } from "./normal.ts";
export { difference, type Interval, type PairedCells } from "./paired.ts";
export { differenceNoise, type Sample, sampleOf } from "./sample.ts";
export { tangoInterval, tangoLower } from "./tango.ts";
export { wilsonInterval } from "./wilson.ts";
