import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from "react";

export type Suggestion = {
  readonly text: string;
  readonly kind: "key" | "comparator" | "value" | "keyword" | "recent";
  /** What it means, or how often it is found. */
  readonly note?: string | undefined;
};

/** What may replace `text[from..to]`. */
export type Completion = {
  readonly from: number;
  readonly to: number;
  readonly suggestions: readonly Suggestion[];
};

const REST_MS = 60;
const NONE: Completion = { from: 0, to: 0, suggestions: [] };

/** The list below a box with completion: what it offers, which entry is marked, and the keys that move the mark. */
export function useCompletion(
  complete: (text: string, at: number, signal: AbortSignal) => Promise<Completion>,
  recent: readonly string[],
) {
  const [held, setHeld] = useState(NONE);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const asking = useRef<AbortController>(undefined);
  const stop = useCallback((): void => {
    clearTimeout(timer.current);
    asking.current?.abort();
  }, []);
  useEffect(() => stop, [stop]);
  const show = (completion: Completion): void => {
    setHeld(completion);
    setActive(-1);
    setOpen(true);
  };
  const close = (): void => {
    stop();
    setOpen(false);
    setActive(-1);
  };
  const ask = (text: string, at: number): void => {
    stop();
    if (text === "" && recent.length > 0) {
      const suggestions = recent.map((each): Suggestion => ({ text: each, kind: "recent" }));
      show({ from: 0, to: 0, suggestions });
      return;
    }
    const controller = new AbortController();
    asking.current = controller;
    timer.current = setTimeout(() => {
      complete(text, at, controller.signal).then(
        (found) => {
          if (!controller.signal.aborted) show(found);
        },
        // Without suggestions one can still type.
        () => setOpen(false),
      );
    }, REST_MS);
  };
  const take = (text: string, { text: taken, kind }: Suggestion): { text: string; at: number } => {
    close();
    if (kind === "recent") return { text: taken, at: taken.length };
    const rest = text.slice(held.to);
    const head = `${text.slice(0, held.from)}${taken}`;
    // `metrics.` and `has:` go on; a word that brings its own space needs no other.
    if (/[.:(\s]$/.test(taken)) return { text: head + rest, at: head.length };
    const gap = rest.startsWith(" ") ? "" : " ";
    return { text: head + gap + rest, at: head.length + 1 };
  };
  /** Whether the key was meant for the list. */
  const press = (
    event: KeyboardEvent<HTMLInputElement>,
    onTake: (suggestion: Suggestion) => void,
  ): boolean => {
    const { suggestions } = held;
    const isOpen = open && suggestions.length > 0;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      const from = active === -1 && step === -1 ? 0 : active;
      if (isOpen) setActive((from + step + suggestions.length) % suggestions.length);
      else ask(event.currentTarget.value, event.currentTarget.selectionStart ?? 0);
      return true;
    }
    if (!isOpen) return false;
    if (event.key === "Escape") {
      close();
      return true;
    }
    const marked = suggestions[active] ?? (event.key === "Tab" ? suggestions[0] : undefined);
    // Shift and Tab leaves the box, and so does Tab where nothing was typed.
    if (event.key === "Tab" && (event.shiftKey || event.currentTarget.value === "")) return false;
    if ((event.key !== "Tab" && event.key !== "Enter") || marked === undefined) return false;
    event.preventDefault();
    onTake(marked);
    return true;
  };
  return { open, active, suggestions: held.suggestions, ask, take, press, close };
}
