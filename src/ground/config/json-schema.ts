import { z } from "zod";
import { joined } from "./load.ts";
import type { Section } from "./project.ts";

/** The JSON Schema of fettle.yaml, for editors. */
export function configSchema(sections: readonly Section<unknown>[]): object {
  return {
    ...z.toJSONSchema(joined(sections), { io: "input", unrepresentable: "any" }),
    title: "fettle.yaml",
  };
}
