import { number } from "#ground/words";
import type { MetricValue, RunRow } from "../model.ts";

/** As much of an id as a person types. */
export function shortId(id: string): string {
  return id.slice(0, 8);
}

/** A text with each of its lines moved in. */
export function indented(text: string): string {
  return text.replace(/^/gm, "  ");
}

/** A metric's value; a dash where a run has none. */
export function valueText(value: MetricValue | null | undefined): string {
  if (value === null || value === undefined) return "-";
  return number(value);
}

/** `1a2b3c4`, with a plus where files differed from the commit. */
export function commitText(run: Pick<RunRow, "commit" | "dirty">): string {
  return run.commit === null ? "none" : `${run.commit.slice(0, 7)}${run.dirty ? "+" : ""}`;
}
