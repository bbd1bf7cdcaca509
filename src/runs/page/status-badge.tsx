import { Ban, CircleCheck, CircleX, Clock, LoaderCircle, Unplug } from "lucide-react";
import type { RunStatus } from "../model.ts";

const LOOKS = {
  RUNNING: {
    word: "Running",
    icon: LoaderCircle,
    colour: "text-accent motion-safe:*:animate-spin",
  },
  SCHEDULED: { word: "Scheduled", icon: Clock, colour: "text-ink-soft" },
  FINISHED: { word: "Finished", icon: CircleCheck, colour: "text-good" },
  FAILED: { word: "Failed", icon: CircleX, colour: "text-bad" },
  KILLED: { word: "Killed", icon: Ban, colour: "text-warn" },
  LOST: { word: "Lost", icon: Unplug, colour: "text-warn" },
} as const;

/** A run's outcome so far: an icon and a word, so that the colour is not needed. */
export function StatusBadge({ status }: { readonly status: RunStatus }) {
  const { word, icon: Icon, colour } = LOOKS[status];
  return (
    <span className="inline-flex items-center gap-1.5 align-bottom">
      <span className={`inline-flex ${colour}`}>
        <Icon size={14} aria-hidden />
      </span>
      {word}
    </span>
  );
}
