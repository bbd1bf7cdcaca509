import { type RefObject, useEffect, useRef, useSyncExternalStore } from "react";
import { createKeybindingsHandler } from "tinykeys";

/** A key and what it does: the table that binds it is the one that the `?` sheet shows. */
export type Binding = {
  /** tinykeys' spelling: `j`, `g r`, `$mod+k`, `?`. A sign works with whatever the keyboard's layout needs for it. */
  readonly keys: string;
  readonly does: string;
  run(event: KeyboardEvent): void;
};

export type BoundGroup = { readonly title: string; readonly bindings: readonly Binding[] };

/** Where a letter is text, or chooses from a list. */
const TYPED_INTO =
  "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable], [role=menu]";
const LETTERS_KEY = "fettle.letter-keys";
let groups: readonly BoundGroup[] = [];
const watchers = new Set<() => void>();

function put(next: readonly BoundGroup[]): void {
  groups = next;
  for (const watcher of watchers) watcher();
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

/** All keys bound at the moment, followed. */
export function useBoundKeys(): readonly BoundGroup[] {
  return useSyncExternalStore(watch, () => groups);
}

/** Whether keys without Ctrl, Alt or Meta work; WCAG 2.1.4 wants them to be switchable. */
export function useLetterKeys(): [boolean, (on: boolean) => void] {
  const on = useSyncExternalStore(watch, lettersOn);
  return [
    on,
    (next) => {
      if (next) localStorage.removeItem(LETTERS_KEY);
      else localStorage.setItem(LETTERS_KEY, "off");
      put([...groups]);
    },
  ];
}

function lettersOn(): boolean {
  return localStorage.getItem(LETTERS_KEY) !== "off";
}

/**
 * Binds keys while the component is mounted: in the whole window, or within an element. Plain letters are off while
 * somebody types, while a dialog or a menu is open, and where the person switched them off.
 */
export function useKeys(
  title: string,
  bindings: readonly Binding[],
  within?: RefObject<HTMLElement | null>,
): void {
  const latest = useRef(bindings);
  latest.current = bindings;
  const shape = bindings.map(({ keys, does }) => `${keys}\n${does}`).join("\n\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: `shape` stands for the bindings, whose functions are new at every render
  useEffect(() => {
    const target: HTMLElement | Window = within === undefined ? window : (within.current ?? window);
    const group: BoundGroup = { title, bindings: latest.current };
    const handler = createKeybindingsHandler(
      Object.fromEntries(
        latest.current.flatMap(({ keys }, index) => {
          const press = (event: KeyboardEvent): void => {
            if (isLetter(keys) && !mayUseLetters(event)) return;
            latest.current[index]?.run(event);
          };
          return spellings(keys).map((spelling) => [spelling, press]);
        }),
      ),
    );
    target.addEventListener("keydown", handler as EventListener);
    put([...groups, group]);
    return () => {
      target.removeEventListener("keydown", handler as EventListener);
      put(groups.filter((each) => each !== group));
    };
  }, [title, shape, within]);
}

/** A single character without a modifier key, or a sequence of such. */
function isLetter(keys: string): boolean {
  return keys.split(" ").every((press) => press.length === 1);
}

/** `/` is Shift+7 on a German keyboard and `[` is AltGr+8, which Windows tells as Control+Alt. */
function spellings(keys: string): readonly string[] {
  return /^\W$/.test(keys) ? [keys, `Shift+${keys}`, `Control+Alt+${keys}`] : [keys];
}

function mayUseLetters(event: KeyboardEvent): boolean {
  if (!lettersOn()) return false;
  const target = event.target instanceof HTMLElement ? event.target : document.body;
  if (target.closest(TYPED_INTO) !== null) return false;
  return document.querySelector("dialog[open]") === null;
}

const MAC = /Mac|iPhone|iPad/.test(navigator.userAgent);
const NAMES: Readonly<Record<string, string>> = {
  $mod: MAC ? "⌘" : "Ctrl",
  ArrowDown: "↓",
  ArrowUp: "↑",
  PageDown: "Page ↓",
  PageUp: "Page ↑",
};

/** A binding's keys as a person reads them: `["Ctrl", "K"]`, `["g", "r"]`. */
export function spellKeys(keys: string): readonly string[] {
  return keys.split(" ").flatMap((press) => {
    const parts = press.split("+");
    return parts.map((part) => NAMES[part] ?? (parts.length > 1 ? part.toUpperCase() : part));
  });
}
