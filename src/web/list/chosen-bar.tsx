import { X } from "lucide-react";
import type { ReactNode } from "react";
import { count } from "#web/figures";
import { Button } from "#web/form";
import type { RowChoice } from "./row-choice.ts";

/** What can be done with the chosen rows; nothing where none is chosen. */
export function ChosenBar(props: {
  readonly choice: RowChoice;
  readonly noun: string;
  /** The actions. */
  readonly children: ReactNode;
}) {
  const { choice, noun } = props;
  const chosen = choice.use();
  if (chosen.length === 0) return null;
  return (
    <section
      aria-label={`Chosen ${noun}s`}
      className="flex flex-wrap items-center gap-2 border-t border-line bg-paper px-4 py-2"
    >
      <span role="status" className="mr-2 text-sm">
        {count(chosen.length, noun)} chosen
      </span>
      {props.children}
      <Button look="quiet" onClick={choice.none}>
        <X size={14} aria-hidden /> Choose none
      </Button>
    </section>
  );
}
