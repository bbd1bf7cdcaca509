import type { Reader } from "#ground/database";
import { fail } from "#ground/errors";
import { ERRORS } from "./errors.ts";
import type { Comparison } from "./model.ts";
import { selectComparison } from "./store/select-comparison.ts";
import { selectComparisonIds } from "./store/select-comparison-ids.ts";

/** A comparison by its id or the beginning of it, which must fit one alone. */
export async function findComparison(db: Reader, beginning: string): Promise<Comparison> {
  const [id, another] = await selectComparisonIds(db, beginning);
  const found =
    id === undefined || another !== undefined ? undefined : await selectComparison(db, id);
  if (found === undefined) throw fail(ERRORS, "GATE_COMPARISON_UNKNOWN", { id: beginning });
  return found;
}
