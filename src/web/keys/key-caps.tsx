import { spellKeys } from "./keys.ts";

/** Keys as small caps: <kbd>g</kbd> <kbd>r</kbd>. */
export function KeyCaps({ keys }: { readonly keys: string }) {
  return (
    <span className="inline-flex gap-1">
      {spellKeys(keys).map((cap, i) => (
        <kbd
          // biome-ignore lint/suspicious/noArrayIndexKey: `g g` has the same cap twice
          key={i}
          className="min-w-5 rounded border border-line bg-sunken px-1 text-center font-mono text-xs text-ink-soft"
        >
          {cap}
        </kbd>
      ))}
    </span>
  );
}
