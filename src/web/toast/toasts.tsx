import { X } from "lucide-react";
import { useEffect, useState, useSyncExternalStore } from "react";
import { Button } from "#web/form";

type Toast = {
  readonly id: number;
  readonly text: string;
  readonly bad: boolean;
  /** Takes back what was done; offered while the toast stands. */
  readonly undo: (() => void) | undefined;
};

/** Long enough to read and to reach for the button. */
const STANDS_MS = 10_000;
const MOST = 3;
let toasts: readonly Toast[] = [];
let made = 0;
const watchers = new Set<() => void>();

function put(next: readonly Toast[]): void {
  toasts = next;
  for (const watcher of watchers) watcher();
}

/** Says in a corner what was done, with a way to take it back; or, marked `bad`, what could not be done. */
export function showToast(
  text: string,
  options: { readonly undo?: () => void; readonly bad?: boolean } = {},
): void {
  made += 1;
  const toast = { id: made, text, undo: options.undo, bad: options.bad === true };
  put([...toasts, toast].slice(-MOST));
}

/** The corner where toasts stand; once, in the shell. The time stops while the pointer or the focus is on one. */
export function Toasts() {
  const shown = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => toasts,
  );
  return (
    <section
      aria-label="Messages"
      aria-live="polite"
      className="pointer-events-none fixed right-4 bottom-4 left-4 z-40 flex flex-col items-end gap-2"
    >
      {shown.map((toast) => (
        <Line key={toast.id} toast={toast} />
      ))}
    </section>
  );
}

function Line({ toast }: { readonly toast: Toast }) {
  const [held, setHeld] = useState(false);
  const close = (): void => put(toasts.filter(({ id }) => id !== toast.id));
  useEffect(() => {
    if (held) return undefined;
    const timer = setTimeout(() => put(toasts.filter(({ id }) => id !== toast.id)), STANDS_MS);
    return () => clearTimeout(timer);
  }, [held, toast.id]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: resting on it only stops its clock
    <div
      className={`pointer-events-auto flex max-w-full items-center gap-2 rounded-md border bg-paper py-1.5 pr-1.5 pl-3 text-sm shadow-float ${toast.bad ? "border-bad text-bad" : "border-line text-ink"}`}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <span className="min-w-0 break-words">{toast.text}</span>
      {toast.undo !== undefined && (
        <Button
          onClick={() => {
            close();
            toast.undo?.();
          }}
        >
          Undo
        </Button>
      )}
      <Button look="quiet" aria-label="Close this message" onClick={close}>
        <X size={14} aria-hidden />
      </Button>
    </div>
  );
}
