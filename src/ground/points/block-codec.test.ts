import fc from "fast-check";
import { expect, test } from "vitest";
import { blockOf } from "./block.ts";
import { headOfPacked, packBlock, pickFromBlock, unpackBlock } from "./block-codec.ts";
import { inOrder, merged, PointList } from "./point-list.ts";

const whole = fc.oneof(
  fc.integer({ min: -5, max: 5 }),
  fc.integer({ min: -1_000_000, max: 1_000_000 }),
  fc.maxSafeInteger(),
  fc.constantFrom(
    Number.MAX_SAFE_INTEGER,
    Number.MIN_SAFE_INTEGER,
    2 ** 50,
    2 ** 50 + 1,
    2 ** 31,
    0,
  ),
);
const value = fc.oneof(
  fc.double(),
  fc.constantFrom(Number.NaN, -0, 0, Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE),
  fc.integer({ min: -3, max: 3 }),
);
const points = fc.array(fc.tuple(whole, whole, value), { minLength: 1, maxLength: 600 });
const listOf = (given: readonly (readonly [number, number, number])[]): PointList => {
  const list = new PointList();
  for (const [step, time, one] of given) list.add(step, time, one);
  return list;
};
const triples = (list: {
  steps: ArrayLike<number>;
  times: ArrayLike<number>;
  values: ArrayLike<number>;
}) => Array.from(list.steps, (step, i) => [step, list.times[i], list.values[i]]);
const bits = (values: ArrayLike<number>) => new BigUint64Array(Float64Array.from(values).buffer);

test("a packed block gives back each number, to the bit", () => {
  fc.assert(
    fc.property(points, fc.nat({ max: 7 }), (given, shift) => {
      const list = listOf(given);
      const packed = packBlock(list, 0, list.length);
      // As bytes that lie anywhere, as a database may hand them over.
      const anywhere = new Uint8Array(packed.length + shift).subarray(shift);
      anywhere.set(packed);
      const unpacked = unpackBlock(anywhere);
      expect([...unpacked.steps]).toEqual(list.steps.map((step) => step + 0));
      expect([...unpacked.times]).toEqual(list.times.map((time) => time + 0));
      expect(bits(unpacked.values)).toEqual(bits(list.values));
    }),
  );
});

test("points are picked by their steps as if all were unpacked", () => {
  const even = fc
    .tuple(fc.integer(), fc.integer({ min: 1, max: 9 }), fc.array(fc.tuple(whole, value)))
    .map(([from, distance, rest]) =>
      [[0, 0] as const, ...rest].map(
        ([time, one], i) => [from + distance * i, time, one] as [number, number, number],
      ),
    );
  fc.assert(
    fc.property(
      fc.oneof(points, even),
      fc.array(fc.nat()),
      fc.array(whole),
      (given, at, others) => {
        const list = listOf(given);
        // Blocks are kept by step; steps may be there twice.
        const rows = triples(list).sort((a, b) => (a[0] as number) - (b[0] as number));
        const packed = packBlock(listOf(rows as [number, number, number][]), 0, rows.length);
        const there = at.map((i) => (rows[i % rows.length] as number[])[0] as number);
        const wanted = [...new Set([...there, ...others])].sort((a, b) => a - b);
        const unpacked = triples(unpackBlock(packed));
        const isWanted = new Set(wanted.map((step) => step + 0));
        expect(triples(pickFromBlock(packed, wanted))).toEqual(
          unpacked.filter(([step]) => isWanted.has(step as number)),
        );
        expect(headOfPacked(packed)).toEqual({ count: rows.length, step: unpacked[0]?.[0] });
      },
    ),
  );
});

test("a part of a list is packed as if it stood alone", () => {
  fc.assert(
    fc.property(points, fc.nat(), (given, cut) => {
      const from = cut % given.length;
      const part = packBlock(listOf(given), from, given.length);
      expect(part).toEqual(packBlock(listOf(given.slice(from)), 0, given.length - from));
    }),
  );
});

test("steps and times that are even take a few bytes, whatever their number", () => {
  const list = new PointList();
  for (let i = 0; i < 512; i += 1) list.add(i, 1_764_000_000_000 + i * 250, i);
  expect(packBlock(list, 0, 512).length).toBeLessThan(512 * 8 + 32);
});

test("a block says of its points what they are", () => {
  fc.assert(
    fc.property(points, (given) => {
      const list = inOrder(listOf(given));
      const block = blockOf(list, 0, list.length);
      const numbers = list.values.filter((one) => !Number.isNaN(one));
      expect(block.low?.value).toBe(
        numbers.length === 0 ? undefined : numbers.reduce((a, b) => (b < a ? b : a)),
      );
      expect(block.high?.value).toBe(
        numbers.length === 0 ? undefined : numbers.reduce((a, b) => (b > a ? b : a)),
      );
      expect([block.fromAt, block.toAt]).toEqual([
        Math.min(...list.times),
        Math.max(...list.times),
      ]);
      expect(block.ordered).toBe(
        list.times.every((time, i) => i === 0 || time >= (list.times[i - 1] as number)),
      );
      if (block.even) {
        const distance = (block.last.step - block.first.step) / Math.max(1, block.points - 1);
        expect(list.steps).toEqual(list.steps.map((_, i) => block.first.step + distance * i));
      }
    }),
  );
});

test("points merged with others are all of them in order, each once, and the new ones are told", () => {
  const near = fc.array(
    fc.tuple(fc.nat({ max: 9 }), fc.nat({ max: 3 }), fc.constantFrom(0, -0, 1, Number.NaN)),
  );
  fc.assert(
    fc.property(near, near, (old, more) => {
      const before = inOrder(listOf(old));
      const added = inOrder(listOf(more));
      const fresh = new PointList();
      const all = merged(before, added, { from: 0, to: added.length }, fresh);
      expect(triples(all)).toEqual(triples(inOrder(listOf([...old, ...more]))));
      expect(all.length).toBe(before.length + fresh.length);
      expect(triples(inOrder(listOf([...triples(before), ...triples(fresh)] as [])))).toEqual(
        triples(all),
      );
    }),
  );
});
