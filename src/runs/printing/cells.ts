import { number } from "#ground/words";
import type { MetricValue, RunRow } from "../model.ts";

/** As much of an id as a person types. */
export function shortId(id: string): string {
  return id.slice(0, 8);
}

/** `2026-11-23 16:04:09 UTC`: the same text in every time zone. */
export function dateText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** A metric's value; a dash where a run has none. */
export function valueText(value: MetricValue | null | undefined): string {
  if (value === null || value === undefined) return "-";
  return typeof value === "number" ? number(value) : value;
}

/** `1a2b3c4`, with a plus where files differed from the commit. */
export function commitText(run: Pick<RunRow, "commit" | "dirty">): string {
  return run.commit === null ? "none" : `${run.commit.slice(0, 7)}${run.dirty ? "+" : ""}`;
}
