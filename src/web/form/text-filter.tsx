import { Search, X } from "lucide-react";
import { type RefObject, useEffect, useId, useState } from "react";

const WAIT_MS = 200;

/** A box for a filter's text. What is typed takes effect after a short rest, Enter at once, Escape empties it. */
export function TextFilter(props: {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** What is wrong with the text, shown below and told to screen readers. */
  readonly problem?: string | undefined;
  readonly inputRef: RefObject<HTMLInputElement | null>;
}) {
  const { value, onChange, inputRef, problem } = props;
  const [typed, setTyped] = useState(value);
  const problemId = useId();
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (typed === value) return undefined;
    const timer = setTimeout(() => onChange(typed), WAIT_MS);
    return () => clearTimeout(timer);
  }, [typed, value, onChange]);
  const clear = (): void => {
    setTyped("");
    onChange("");
  };
  return (
    <div className="relative min-w-40 flex-1">
      <Search size={14} aria-hidden className="absolute top-1.5 left-2 text-ink-faint" />
      <input
        ref={inputRef}
        type="search"
        aria-label={props.label}
        aria-invalid={problem !== undefined}
        aria-describedby={problem === undefined ? undefined : problemId}
        placeholder={props.hint}
        spellCheck={false}
        autoComplete="off"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") onChange(typed);
          if (event.key !== "Escape") return;
          if (typed === "") event.currentTarget.blur();
          else clear();
        }}
        className="h-7 w-full rounded-md border border-line-strong bg-paper pr-7 pl-7 font-mono text-xs text-ink [&::-webkit-search-cancel-button]:hidden"
      />
      {typed !== "" && (
        <button
          type="button"
          aria-label="Clear the filter"
          className="absolute top-1 right-1 rounded p-0.5 text-ink-soft hover:bg-hover"
          onClick={clear}
        >
          <X size={14} aria-hidden />
        </button>
      )}
      {problem !== undefined && (
        <p
          id={problemId}
          role="alert"
          className="absolute top-8 left-0 z-20 rounded-md border border-bad bg-bad-soft px-2 py-1 text-xs text-bad"
        >
          {problem}
        </p>
      )}
    </div>
  );
}
