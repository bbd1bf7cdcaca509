import { expect, test } from "vitest";
import { z } from "zod";
import { defineSection } from "#ground/config";
import { createSettings, DEFAULT_SETTINGS } from "./settings.ts";

const kiln = defineSection("kiln", z.strictObject({ degrees: z.number().default(900) }));
const wheel = defineSection(
  "wheel",
  z.strictObject({ turns: z.string().transform(Number).prefault("3") }),
);

test("a section says what stands in the file, and its defaults where nothing does", () => {
  const settings = createSettings({ kiln: { degrees: 1200 } });
  expect(settings.of(kiln)).toEqual({ degrees: 1200 });
  expect(settings.of(wheel)).toEqual({ turns: 3 });
  expect(DEFAULT_SETTINGS.of(kiln)).toEqual({ degrees: 900 });
});

test("what a section says is made once, and nobody changes it", () => {
  const settings = createSettings({});
  expect(settings.of(wheel)).toBe(settings.of(wheel));
  expect(Object.isFrozen(settings.of(wheel))).toBe(true);
});
