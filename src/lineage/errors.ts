import { defineErrors, EXIT } from "#ground/errors";

/** Errors of lineage. */
export const ERRORS = defineErrors({
  LINEAGE_THING_INVALID: {
    message: (f: { thing: string }) =>
      `${JSON.stringify(f.thing)} names no thing; expected kind:id, for instance run:3f2a91c7`,
    hint: "fettle lineage show model:intent@2",
    status: 400,
    exit: EXIT.usage,
    when: "`fettle lineage show` is given something other than kind:id.",
  },
});
