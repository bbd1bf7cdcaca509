import fc from "fast-check";
import { expect, test } from "vitest";
import { packArrivals, unpackArrivals } from "./arrivals.ts";

test("a row of the inbox gives back each point of each run", () => {
  const whole = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.maxSafeInteger());
  const points = fc.array(fc.tuple(whole, whole, fc.double()), { minLength: 1, maxLength: 600 });
  const arrival = fc.record({ run: fc.nat(), points, keys: fc.constant(0) });
  fc.assert(
    fc.property(fc.array(arrival, { maxLength: 5 }), (given) => {
      const arrivals = given.map(({ run, points: of }) => ({
        run,
        keys: of.map((_, i) => i * 1000),
        points: of.map(([step, timestamp, one]) => ({ step, timestamp, value: one })),
      }));
      const found: unknown[] = [];
      unpackArrivals(packArrivals(arrivals), (...point) => found.push(point));
      const wanted = arrivals.flatMap(({ run, keys, points: of }) =>
        of.map((one, i) => [run, keys[i], one.step + 0, one.timestamp + 0, one.value]),
      );
      expect(found).toEqual(wanted);
    }),
  );
});
