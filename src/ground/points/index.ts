export { type Arrival, packArrivals, unpackArrivals } from "./arrivals.ts";
export { BLOCK_POINTS, type Block, type BlockHead, blockEnds, blockOf } from "./block.ts";
export { headOfPacked, pickFromBlock, sealBlock, unpackBlock, unpackSound } from "./block-codec.ts";
export { type Axis, Columns, xOf } from "./columns.ts";
export { isBlockOf, isByTime, steadily } from "./heads.ts";
export { Pending } from "./pending.ts";
export type { Point } from "./point.ts";
export {
  compareByTime,
  comparePoints,
  compareValues,
  inOrder,
  merged,
  PointList,
  type Points,
  pointAt,
} from "./point-list.ts";
export { lowerBound, type Sample, sampleSteps } from "./sample-steps.ts";
export { damaged, hasSealedHead, SEALED_HEAD, sealedHead } from "./seal.ts";
export { addStride, type Stride, stepsOf, stepsOfBoth } from "./strides.ts";
export { type Summary, summarize } from "./summarize.ts";
export { byTime, joined, part, type Unpacked } from "./unpacked.ts";
