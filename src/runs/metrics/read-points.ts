import type { Reader } from "#ground/database";
import { joined, type Unpacked, unpackBlock } from "#ground/points";
import type { Settled } from "../store/settled.ts";
import { type Metric, selectBlocks } from "./store/blocks.ts";
import { selectKeyNumber } from "./store/key-number.ts";

/** The metric of a run, by the run's number and the key's name; `undefined` where no run ever logged under the key. */
export async function metricNamed(
  db: Reader,
  run: number,
  name: string,
): Promise<Metric | undefined> {
  const key = await selectKeyNumber(db, name);
  return key === undefined ? undefined : { run, key };
}

/** All points of a metric by step, time, value; none where it has none. */
export async function readPoints(db: Settled, run: number, name: string): Promise<Unpacked> {
  return joined(await pointsOf(db, run, name));
}

/** The same, block by block. */
export async function pointsOf(db: Settled, run: number, name: string): Promise<Unpacked[]> {
  const metric = await metricNamed(db, run, name);
  const blocks = metric === undefined ? [] : await selectBlocks(db, metric);
  return blocks.map((block) => unpackBlock(block.data));
}
