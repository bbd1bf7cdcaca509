import { useSyncExternalStore } from "react";

/** What the person chose; `system` follows the machine's setting. */
export type Theme = "system" | "light" | "dark";

/** Also read by theme-before-paint.js, before the first paint. */
const KEY = "fettle.theme";
const listeners = new Set<() => void>();
const machine = matchMedia("(prefers-color-scheme: dark)");

function changed(): void {
  for (const listener of listeners) listener();
}

machine.addEventListener("change", changed);
window.addEventListener("storage", (event) => {
  if (event.key !== KEY) return;
  show(readTheme());
  changed();
});

function readTheme(): Theme {
  const given = localStorage.getItem(KEY);
  return given === "light" || given === "dark" ? given : "system";
}

/** Keeps the choice in this browser and shows it, in its other tabs too. */
export function chooseTheme(theme: Theme): void {
  if (theme === "system") localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, theme);
  show(theme);
  changed();
}

function show(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The chosen theme, followed. */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, readTheme);
}

/** `light` or `dark` as shown now: what draws on a canvas draws anew when it changes. */
export function useShade(): "light" | "dark" {
  return useSyncExternalStore(subscribe, () => {
    const theme = readTheme();
    if (theme !== "system") return theme;
    return machine.matches ? "dark" : "light";
  });
}

/** The colour behind a token such as `--ink`, resolved for a canvas, which cannot read variables. */
export function tokenColour(within: HTMLElement, token: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${token})`;
  within.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}
