import { fail } from "#ground/errors";
import { ERRORS } from "./errors.ts";

/**
 * Which model versions answer. The first word on a model stands, be it the arm's or the agent's: a report speaks of one
 * version of each, so an answer from another is an error and never a result.
 */
export type ModelsUnderTest = {
  /** Takes what an answer tells; DIALOGUES_WRONG_MODEL where it is not what is tested. */
  hear(told: Readonly<Record<string, number>>): void;
  /** All that is known by now. */
  known(): Readonly<Record<string, number>>;
};

/** Begins with the versions that the arm names. */
export function modelsUnderTest(pinned: Readonly<Record<string, number>>): ModelsUnderTest {
  const known = new Map(Object.entries(pinned));
  return {
    hear(told) {
      for (const [name, actual] of Object.entries(told)) {
        const expected = known.get(name) ?? actual;
        known.set(name, expected);
        if (expected !== actual)
          throw fail(ERRORS, "DIALOGUES_WRONG_MODEL", { name, expected, actual });
      }
    },
    known: () => Object.fromEntries(known),
  };
}
