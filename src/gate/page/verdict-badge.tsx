import { CircleCheck, CircleHelp, CircleX } from "lucide-react";
import type { Verdict } from "../model.ts";

/** A verdict's word, icon and colours. */
export const VERDICTS = {
  promote: {
    word: "Promote",
    icon: CircleCheck,
    text: "text-good",
    ground: "border-good bg-good-soft",
  },
  reject: { word: "Reject", icon: CircleX, text: "text-bad", ground: "border-bad bg-bad-soft" },
  inconclusive: {
    word: "Inconclusive",
    icon: CircleHelp,
    text: "text-warn",
    ground: "border-warn bg-warn-soft",
  },
} as const;

export function VerdictBadge({ verdict }: { readonly verdict: Verdict }) {
  const { word, icon: Icon, text } = VERDICTS[verdict];
  return (
    <span className={`inline-flex items-center gap-1.5 align-bottom font-medium ${text}`}>
      <Icon size={14} aria-hidden /> {word}
    </span>
  );
}
