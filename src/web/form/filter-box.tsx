import { Search, X } from "lucide-react";
import { type KeyboardEvent, type RefObject, useEffect, useId, useState } from "react";
import { type Completion, type Suggestion, useCompletion } from "./use-completion.ts";

const WAIT_MS = 250;
const SHOWN = 12;

export type FilterProblem = {
  /** Where in the text it is; undefined where that is not known. */
  readonly at: number | undefined;
  readonly message: string;
};

/**
 * A box for a filter with completion: an ARIA combobox. Arrows walk through what may stand at the cursor, Tab or Enter
 * takes it, Escape closes the list and then empties the box. An empty box offers the filters used last. What is typed
 * takes effect after a short rest, Enter at once.
 */
export function FilterBox(props: {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** What may stand at a place of the text. */
  readonly complete: (text: string, at: number, signal: AbortSignal) => Promise<Completion>;
  readonly recent: readonly string[];
  readonly problem: FilterProblem | undefined;
  readonly inputRef: RefObject<HTMLInputElement | null>;
}) {
  const { value, onChange, inputRef } = props;
  const [typed, setTyped] = useState(value);
  const [scrolled, setScrolled] = useState(0);
  const id = useId();
  const list = useCompletion(props.complete, props.recent);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (typed === value) return undefined;
    const timer = setTimeout(() => onChange(typed), WAIT_MS);
    return () => clearTimeout(timer);
  }, [typed, value, onChange]);
  const clear = (): void => {
    setTyped("");
    list.close();
    onChange("");
  };
  const take = (suggestion: Suggestion): void => {
    const { text, at } = list.take(typed, suggestion);
    setTyped(text);
    const input = inputRef.current;
    input?.focus();
    // After React has written the text: a cursor set before would be moved to its end.
    requestAnimationFrame(() => {
      input?.setSelectionRange(at, at);
      list.ask(text, at);
    });
  };
  const press = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (list.press(event, take)) return;
    if (event.key === "Enter") {
      onChange(typed);
      list.close();
    }
    if (event.key !== "Escape") return;
    if (typed === "") event.currentTarget.blur();
    else clear();
  };
  const { problem } = props;
  const open = list.open && list.suggestions.length > 0;
  return (
    <div className="relative min-w-40 flex-[1_1_26rem]">
      <Search size={14} aria-hidden className="absolute top-1.5 left-2 text-ink-faint" />
      <input
        ref={inputRef}
        role="combobox"
        type="text"
        aria-label={props.label}
        aria-autocomplete="list"
        aria-expanded={open}
        aria-controls={open ? `${id}-list` : undefined}
        aria-activedescendant={open && list.active >= 0 ? `${id}-option-${list.active}` : undefined}
        aria-invalid={problem !== undefined}
        aria-describedby={problem === undefined ? undefined : `${id}-problem`}
        placeholder={props.hint}
        spellCheck={false}
        autoComplete="off"
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          list.ask(event.target.value, event.target.selectionStart ?? event.target.value.length);
        }}
        onClick={(event) => list.ask(typed, event.currentTarget.selectionStart ?? 0)}
        onScroll={(event) => setScrolled(event.currentTarget.scrollLeft)}
        onKeyDown={press}
        onBlur={list.close}
        className="h-7 w-full rounded-md border border-line-strong bg-paper pr-7 pl-7 font-mono text-xs text-ink"
      />
      {problem?.at !== undefined && <Mark at={problem.at} scrolled={scrolled} />}
      {typed !== "" && <Clear onClear={clear} />}
      <div className="absolute top-8 left-0 z-20 w-full min-w-64">
        {problem !== undefined && (
          <p
            id={`${id}-problem`}
            role="alert"
            className="w-fit rounded-md border border-bad bg-bad-soft px-2 py-1 text-xs text-bad"
          >
            {problem.message}
          </p>
        )}
        {open && (
          <Options id={id} active={list.active} suggestions={list.suggestions} onTake={take} />
        )}
      </div>
    </div>
  );
}

function Clear({ onClear }: { readonly onClear: () => void }) {
  return (
    <button
      type="button"
      aria-label="Clear the filter"
      className="absolute top-1 right-1 rounded p-0.5 text-ink-soft hover:bg-hover"
      onClick={onClear}
    >
      <X size={14} aria-hidden />
    </button>
  );
}

/** A wave under the place where the text is wrong; the typewriter face makes every sign one `ch` wide. */
function Mark({ at, scrolled }: { readonly at: number; readonly scrolled: number }) {
  return (
    <span
      aria-hidden
      className="pointer-events-none absolute inset-y-0 right-7 left-7 overflow-hidden font-mono text-xs"
    >
      <span
        className="absolute bottom-0.5 w-[2ch] border-b-2 border-dotted border-bad"
        style={{ left: `calc(${at}ch - ${scrolled}px)` }}
      />
    </span>
  );
}

const KINDS: Readonly<Record<Suggestion["kind"], string>> = {
  key: "name",
  comparator: "comparison",
  value: "value",
  keyword: "word",
  recent: "recent",
};

function Options(props: {
  readonly id: string;
  readonly active: number;
  readonly suggestions: readonly Suggestion[];
  readonly onTake: (suggestion: Suggestion) => void;
}) {
  const { id, active, suggestions } = props;
  const shown = suggestions.slice(0, Math.max(SHOWN, active + 1));
  return (
    <div className="mt-1 w-full max-w-xl rounded-md border border-line bg-paper p-1 shadow-float">
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label="What may stand here"
        className="max-h-72 overflow-y-auto"
      >
        {shown.map((suggestion, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the box has the focus, and its keys do the same
          // biome-ignore lint/a11y/useFocusableInteractive: the box has the focus and names the active option
          <div
            key={`${suggestion.kind} ${suggestion.text}`}
            id={`${id}-option-${i}`}
            role="option"
            aria-selected={i === active}
            ref={(element) => {
              if (i === active) element?.scrollIntoView({ block: "nearest" });
            }}
            className="flex cursor-pointer items-baseline gap-3 rounded px-2 py-0.5 aria-selected:bg-accent-soft hover:bg-hover"
            // The box keeps the focus.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => props.onTake(suggestion)}
          >
            <span className="min-w-0 flex-1 truncate font-mono text-xs">{suggestion.text}</span>
            <span className="text-xs whitespace-nowrap text-ink-faint">
              {suggestion.note ?? KINDS[suggestion.kind]}
            </span>
          </div>
        ))}
      </div>
      <p className="px-2 pt-1 text-xs text-ink-faint">
        {suggestions.length > shown.length && `${suggestions.length - shown.length} more; `}↑ ↓
        choose, Tab takes, Esc closes
      </p>
    </div>
  );
}
