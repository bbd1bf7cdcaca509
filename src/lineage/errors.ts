import { defineErrors, EXIT } from "#ground/errors";
import { KINDS } from "./model.ts";

/** Errors of lineage. */
export const ERRORS = defineErrors({
  LINEAGE_THING_INVALID: {
    message: (f: { thing: string }) =>
      `${JSON.stringify(f.thing)} names no thing; expected kind:id with a kind of ${KINDS.join(", ")}`,
    hint: "fettle lineage show model:intent@2",
    status: 400,
    exit: EXIT.usage,
    when: "`fettle lineage show` is given something other than kind:id.",
  },
});
