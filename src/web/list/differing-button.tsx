import { Diff } from "lucide-react";
import { Button } from "#web/form";
import { ToolWord } from "./tool-word.tsx";

/** Hides the columns in which all matching rows are the same. */
export function DifferingButton(props: {
  readonly noun: string;
  readonly pressed: boolean;
  readonly hidden: number;
  /** Why it could not be read what differs. */
  readonly problem: Error | null;
  readonly onRetry: () => void;
  readonly onChange: (pressed: boolean) => void;
}) {
  const { pressed, hidden } = props;
  return (
    <>
      <Button
        aria-pressed={pressed}
        title={`Hide the columns in which all matching ${props.noun}s are the same`}
        className="aria-pressed:bg-accent-soft"
        onClick={() => props.onChange(!pressed)}
      >
        <Diff size={14} aria-hidden /> <ToolWord>Only what differs</ToolWord>
        {pressed && hidden > 0 && <span className="text-ink-soft">{hidden} hidden</span>}
      </Button>
      {pressed && props.problem !== null && (
        <span role="alert" className="flex items-center gap-2 text-sm text-bad">
          What differs could not be read.
          <Button onClick={props.onRetry}>Try again</Button>
        </span>
      )}
    </>
  );
}
