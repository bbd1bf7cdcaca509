import { fail } from "#ground/errors";
import type { FoundStore } from "#ground/store";
import { ERRORS } from "./errors.ts";

/** STORE_TWICE where records lie in both places that a project's store may have. */
export function refuseTwin({ folder, twin }: FoundStore): void {
  if (twin !== undefined) throw fail(ERRORS, "STORE_TWICE", { inside: folder, beside: twin });
}
