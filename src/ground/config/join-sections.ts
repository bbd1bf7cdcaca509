import { z } from "zod";
import type { Section } from "./project.ts";

/** The whole of a file that has a key for each section, and other keys before them. */
export function joinSections(
  sections: readonly Section<unknown>[],
  others: Readonly<Record<string, z.ZodType>> = {},
): z.ZodObject {
  return z.strictObject({
    ...others,
    ...Object.fromEntries(
      sections.map((section) => [section.name, section.schema.optional().prefault({})]),
    ),
  });
}
