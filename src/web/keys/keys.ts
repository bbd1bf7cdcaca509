import { type RefObject, useEffect, useRef, useSyncExternalStore } from "react";
import { createKeybindingsHandler } from "tinykeys";

/** A key and what it does: the table that binds it is the one that the `?` sheet shows. */
export type Binding = {
  /** tinykeys' spelling: `j`, `g r`, `$mod+k`, `Shift+?`. */
  readonly keys: string;
  readonly does: string;
  run(event: KeyboardEvent): void;
};

export type BoundGroup = { readonly title: string; readonly bindings: readonly Binding[] };

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
        latest.current.map(({ keys }, index) => [
          keys,
          (event: KeyboardEvent) => {
            if (isLetter(keys) && !mayUseLetters(event)) return;
            latest.current[index]?.run(event);
          },
        ]),
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
export function isLetter(keys: string): boolean {
  return keys.split(" ").every((press) => /^(Shift\+)?.$/.test(press));
}

function mayUseLetters(event: KeyboardEvent): boolean {
  if (!lettersOn()) return false;
  const target = event.target instanceof HTMLElement ? event.target : document.body;
  if (target.closest("input, textarea, select, [contenteditable], [role=menu]") !== null)
    return false;
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
    const last = parts.at(-1) as string;
    // A shifted sign is its own key on the keyboard's picture: `?`, not Shift and `?`.
    const shown = /^\W$/.test(last) ? parts.filter((part) => part !== "Shift") : parts;
    const single = shown.length > 1 ? last.toUpperCase() : last;
    return shown.map((part, i) => NAMES[part] ?? (i === shown.length - 1 ? single : part));
  });
}
