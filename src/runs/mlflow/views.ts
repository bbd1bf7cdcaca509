import type { Fields } from "#ground/mlflow";
import type { Lifecycle } from "../store/tables.ts";

const VIEWS = ["ACTIVE_ONLY", "DELETED_ONLY", "ALL"] as const;

/** Which lifecycle a view shows; `undefined` shows all. */
export function lifecycleOf(fields: Fields, name: string): Lifecycle | undefined {
  const view = fields.word(name, VIEWS) ?? "ACTIVE_ONLY";
  if (view === "ALL") return undefined;
  return view === "ACTIVE_ONLY" ? "active" : "deleted";
}
