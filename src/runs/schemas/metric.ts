import { type ZodType, z } from "zod";
import { NOT_FINITE } from "#ground/wire";
import type { MetricExtremes, MetricSeries, MetricSummary, MetricValue } from "../model.ts";

/** A metric's value; JSON has no number for some. */
export const metricValue: ZodType<MetricValue> = z.union([z.number(), z.enum(NOT_FINITE)]);

const bound: ZodType<MetricSummary["min"]> = z
  .union([z.number(), z.enum(NOT_FINITE).exclude(["NaN"])])
  .nullable()
  .describe("Null where every value was NaN.");
const step = z.int();

/** The lowest, the highest and the better one of them. */
export const metricExtremes: ZodType<MetricExtremes> = z.object({
  min: metricValue.nullable(),
  max: metricValue.nullable(),
  best: metricValue.nullable(),
});

/** What is kept of a metric besides its points. */
export const metricSummary: ZodType<MetricSummary> = z.object({
  key: z.string(),
  last: metricValue,
  min: bound,
  max: bound,
  count: z.int().min(1).describe("Points there are."),
  lastStep: step,
  bestMinStep: step.nullable().describe("The step that holds the lowest value."),
  bestMaxStep: step.nullable().describe("The step that holds the highest value."),
});

/** The points of a metric. */
export const metricSeries: ZodType<MetricSeries> = z.object({
  key: z.string(),
  count: z.int().min(1).describe("Points there are; more than `points` holds where it is reduced."),
  infinite: z
    .int()
    .min(0)
    .describe("How many of the points in sight are infinite, which no axis has a place for."),
  points: z.array(
    z.object({
      step,
      timestamp: z.int().describe("Milliseconds since 1970, UTC."),
      value: metricValue,
    }),
  ),
});
