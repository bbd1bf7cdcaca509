import { invalid } from "../limits.ts";
import type { Lifecycle } from "../store/tables.ts";
import type { Fields } from "./fields.ts";

const VIEWS = ["ACTIVE_ONLY", "DELETED_ONLY", "ALL"] as const;

/** Which lifecycle a view shows; `undefined` shows all. */
export function lifecycleOf(fields: Fields, name: string): Lifecycle | undefined {
  const view = fields.word(name, VIEWS) ?? "ACTIVE_ONLY";
  if (view === "ALL") return undefined;
  return view === "ACTIVE_ONLY" ? "active" : "deleted";
}

/** How many a page holds. */
export function pageSize(fields: Fields, standard: number | undefined, max: number): number {
  const size = fields.whole("max_results") ?? standard ?? 0;
  if (size >= 1 && size <= max) return size;
  throw invalid(
    size,
    "max_results",
    `It must be at least 1 and at most ${max}, but got value ${size}`,
  );
}
