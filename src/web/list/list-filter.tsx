import { useCallback, useRef, useState } from "react";
import { type Completion, FilterBox, type FilterProblem } from "#web/form";
import { useKeys } from "#web/keys";
import { useRecentFilters } from "./recent-filters.ts";

/** What may stand at a place of the filter, and what is wrong with it so far. */
export type FilterCompletion = Completion & {
  readonly problem?: { readonly at: number; readonly message: string } | undefined;
};

/** A list's filter: completion and errors come from the grammar that the server reads. `/` brings the focus there. */
export function ListFilter(props: {
  /** `runs`: where the filters used last are kept. */
  readonly place: string;
  /** `Runs`: under which the key stands on the sheet of keys. */
  readonly screen: string;
  readonly label: string;
  readonly hint: string;
  readonly text: string;
  /** Why the server took it for no filter. */
  readonly rejected: string | undefined;
  /** Whether a text is one that shall be offered again. */
  readonly isFilter: (text: string) => boolean;
  readonly complete: (text: string, at: number, signal: AbortSignal) => Promise<FilterCompletion>;
  readonly onChange: (text: string) => void;
}) {
  const { text, isFilter, onChange } = props;
  const ask = props.complete;
  const input = useRef<HTMLInputElement>(null);
  const [placed, setPlaced] = useState<{ readonly text: string } & FilterProblem>();
  const [recent, remember] = useRecentFilters(props.place);
  useKeys(props.screen, [
    {
      keys: "/",
      does: "filter",
      run: (event) => {
        event.preventDefault();
        input.current?.focus();
      },
    },
  ]);
  const setText = useCallback(
    (typed: string) => {
      if (isFilter(typed)) remember(typed);
      onChange(typed);
    },
    [isFilter, onChange, remember],
  );
  const complete = useCallback(
    async (typed: string, at: number, signal: AbortSignal) => {
      const found = await ask(typed, at, signal);
      setPlaced(found.problem === undefined ? undefined : { text: typed, ...found.problem });
      return found;
    },
    [ask],
  );
  const at = placed?.text.trim() === text.trim() ? placed.at : undefined;
  return (
    <FilterBox
      label={props.label}
      hint={props.hint}
      value={text}
      onChange={setText}
      complete={complete}
      recent={recent}
      problem={props.rejected === undefined ? undefined : { at, message: props.rejected }}
      inputRef={input}
    />
  );
}
