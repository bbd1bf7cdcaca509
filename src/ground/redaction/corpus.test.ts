import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { measureRedaction, readCorpus } from "#test/measure-redaction";

const CORPORA = new URL("./corpus/", import.meta.url);
/**
 * Of a hundred. What the blind corpus says of the rules is the figure of its one measurement, dated in bench/runs; since
 * then its shapes are known, and it only guards.
 */
const BAR = { found: 97, taken: 3 };

describe.each(readdirSync(CORPORA).filter((name) => name.endsWith(".jsonl")))(
  "the corpus %s",
  (name) => {
    const figures = measureRedaction(readCorpus(new URL(name, CORPORA)));
    const { secrets, found, exact, harmless, taken, unstable, outcomes } = figures;

    test("loses its secrets and keeps the rest", () => {
      const wrong = outcomes
        .filter(({ right }) => !right)
        .map(
          ({ shape }) =>
            `${shape.secret === null ? "taken" : "missed"}: ${JSON.stringify(shape.text)}`,
        );
      process.stdout.write(
        `${name}: ${found} of ${secrets} secrets found, ${exact} of them exactly, ${taken} of ${harmless} harmless taken\n`,
      );
      expect((100 * found) / secrets, wrong.join("\n")).toBeGreaterThanOrEqual(BAR.found);
      expect((100 * taken) / harmless, wrong.join("\n")).toBeLessThanOrEqual(BAR.taken);
    });

    test("redacted again stays as it is", () => {
      expect(unstable).toBe(0);
    });
  },
);

test("the first corpus has 300 shapes or more, and half of them are harmless", () => {
  const shapes = readCorpus(new URL("first.jsonl", CORPORA));
  const harmless = shapes.filter(({ secret }) => secret === null).length;
  expect(shapes.length).toBeGreaterThanOrEqual(300);
  expect(Math.abs(harmless / shapes.length - 0.5)).toBeLessThan(0.05);
});
