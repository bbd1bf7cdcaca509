import { Zap } from "lucide-react";
import type { ReactNode } from "react";
import { ChangedText } from "#web/diff";
import { formatDuration } from "#web/figures";
import type { CaseComparison } from "../../model.ts";
import { Checks } from "./checks.tsx";

type Turn = CaseComparison["champion"]["turns"][number];
type Side = "before" | "after";

/** One side of a turn: what was said, which stage decided it, what was called, which checks hold. */
export function TurnSide(props: {
  readonly turn: Turn | undefined;
  readonly other: Turn | undefined;
  readonly side: Side;
  readonly error: string | undefined;
}) {
  const { turn, other, side } = props;
  if (turn === undefined)
    return <p className="text-sm text-warn">{props.error ?? "The dialogue ended before."}</p>;
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <span className="sr-only">{side === "before" ? "Champion" : "Candidate"}</span>
      <Messages turn={turn} other={other} side={side} />
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-xs">
        <Fact
          name="answered by"
          value={turn.answeredBy ?? "unknown"}
          other={other && (other.answeredBy ?? "unknown")}
        />
        {turn.route !== undefined && <Fact name="route" value={turn.route} other={other?.route} />}
        {turn.cache !== undefined && (
          <Fact name="cache" value={turn.cache} other={other?.cache}>
            {turn.cache === "hit" && <Zap size={11} aria-hidden />}
          </Fact>
        )}
        <span className="text-ink-faint">{formatDuration(turn.ms)}</span>
      </p>
      <Calls turn={turn} other={other} side={side} />
      <Stages turn={turn} />
      <Checks checks={turn.checks} />
    </div>
  );
}

function Messages(props: {
  readonly turn: Turn;
  readonly other: Turn | undefined;
  readonly side: Side;
}) {
  const { turn, other, side } = props;
  if (turn.messages.length === 0) return <p className="text-ink-faint">says nothing</p>;
  return turn.messages.map((message, i) => {
    const theirs = other?.messages[i] ?? "";
    return (
      <p
        // biome-ignore lint/suspicious/noArrayIndexKey: a message is its place
        key={i}
        className="w-fit max-w-full rounded-lg border border-line bg-paper px-3 py-2 break-words whitespace-pre-wrap"
      >
        <ChangedText
          before={side === "before" ? message : theirs}
          after={side === "before" ? theirs : message}
          side={side}
        />
      </p>
    );
  });
}

/** A fact of the turn; framed where the other side's differs. */
function Fact(props: {
  readonly name: string;
  readonly value: string;
  readonly other: string | undefined;
  readonly children?: ReactNode;
}) {
  const differs = props.other !== undefined && props.other !== props.value;
  return (
    <span
      className={`inline-flex items-center gap-1 rounded border px-1.5 ${differs ? "border-accent bg-accent-soft" : "border-line"}`}
    >
      <span className="text-ink-soft">{props.name}</span>
      <span className="font-medium">{props.value}</span>
      {props.children}
      {differs && <span className="sr-only">(differs)</span>}
    </span>
  );
}

function Calls(props: {
  readonly turn: Turn;
  readonly other: Turn | undefined;
  readonly side: Side;
}) {
  const { turn, other, side } = props;
  if (turn.calls.length === 0)
    return (other?.calls.length ?? 0) === 0 ? null : (
      <p className="text-xs text-ink-soft">calls no tool</p>
    );
  return (
    <ul className="font-mono text-xs">
      {turn.calls.map((call, i) => {
        const own = spellCall(call);
        const theirs = other?.calls[i] === undefined ? "" : spellCall(other.calls[i]);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a call is its place
          <li key={i} className="break-words">
            <ChangedText
              before={side === "before" ? own : theirs}
              after={side === "before" ? theirs : own}
              side={side}
            />
          </li>
        );
      })}
    </ul>
  );
}

function spellCall({ name, arguments: given }: Turn["calls"][number]): string {
  const list = Object.entries(given).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  return `${name}(${list.join(", ")})`;
}

/** What takes less is not told: a row of zeros says nothing. */
const SHOWN_MS = 0.05;

/** The pipeline's stages in order with their times and notes; the one that answered is marked. */
function Stages({ turn }: { readonly turn: Turn }) {
  if (turn.stages.length === 0) return null;
  return (
    <ol aria-label="Stages" className="flex flex-wrap gap-x-1.5 gap-y-1 text-xs text-ink-soft">
      {turn.stages.map(({ name, ms, answered, note }, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a stage may come twice
        <li key={i} className="inline-flex items-baseline gap-1">
          {i > 0 && <span aria-hidden>→</span>}
          <span
            className={
              answered === true
                ? "font-semibold text-ink underline decoration-accent decoration-2 underline-offset-3"
                : ""
            }
          >
            {name}
          </span>
          {answered === true && <span className="sr-only">(answered)</span>}
          <span className="text-ink-faint">
            {[ms < SHOWN_MS ? "" : formatDuration(ms), note ?? ""]
              .filter((part) => part !== "")
              .join(", ")}
          </span>
        </li>
      ))}
    </ol>
  );
}
