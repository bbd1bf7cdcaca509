import { CircleCheck, CircleX, Equal, Shuffle, TriangleAlert, Wrench } from "lucide-react";
import type { CaseChange } from "../../model.ts";

const LOOKS = {
  broken: { word: "Broken", icon: CircleX, colour: "text-bad", order: 0 },
  fixed: { word: "Fixed", icon: Wrench, colour: "text-good", order: 1 },
  error: { word: "Error", icon: TriangleAlert, colour: "text-warn", order: 2 },
  flaky: { word: "Flaky", icon: Shuffle, colour: "text-warn", order: 3 },
  "same-fail": { word: "Still fails", icon: Equal, colour: "text-ink-soft", order: 4 },
  "same-pass": { word: "Still passes", icon: CircleCheck, colour: "text-ink-soft", order: 5 },
} as const;

/** Broken first, unchanged last. */
export function changeOrder(change: CaseChange): number {
  return LOOKS[change].order;
}

/** What became of a case, as an icon and a word. */
export function ChangeBadge({ change }: { readonly change: CaseChange }) {
  const { word, icon: Icon, colour } = LOOKS[change];
  return (
    <span className={`inline-flex items-center gap-1.5 align-bottom ${colour}`}>
      <Icon size={14} aria-hidden className="shrink-0" />
      {word}
    </span>
  );
}
