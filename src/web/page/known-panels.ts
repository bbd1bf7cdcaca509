import type { PanelShape } from "./define-panel.ts";
import { type PanelCode, panelCode } from "./panel-code.ts";

/** A panel with its code, which is read when it is first shown. */
export type PlacedPanel = PanelShape & { readonly code: PanelCode };

let known: readonly PlacedPanel[] = [];

/** Tells the kit which panels there are; the shell does, before anything is drawn. */
export function knowPanels(panels: readonly PanelShape[]): void {
  known = panels.map((panel) => ({ ...panel, code: panelCode(panel.load) }));
}

/** The panels on the screens of a kind of things, those that take the whole width first. */
export function panelsOn(kind: string): readonly PlacedPanel[] {
  const own = known.filter(({ on }) => on === kind || on === "*");
  return [...own.filter(isWide), ...own.filter((panel) => !isWide(panel))];
}

function isWide(panel: PanelShape): boolean {
  return panel.isWide === true;
}
