import type { ComponentType } from "react";

/** The thing that a screen shows, as much as the panels of other slices are told of it. */
export type ShownThing = {
  readonly id: string;
  /** What a person calls it. */
  readonly name: string;
  readonly project: string;
  /** The event topic under which it changes. */
  readonly topic: string;
  /** The route below which the server answers for its files; none where it keeps none. */
  readonly files?: readonly string[];
};

/** A part of a panel; it is told the kind of the thing, for panels that stand with several. */
export type PanelPart = ComponentType<{ readonly kind: string; readonly thing: ShownThing }>;

/** What a slice shows of its own on the screen of another one's thing. That screen does not know who comes. */
export type PanelShape = {
  /** The kind of things on whose screens it stands; `*` is every kind. */
  readonly on: string;
  readonly title: string;
  /** Takes the whole width; others stand beside each other below. */
  readonly isWide?: boolean;
  /** False where it has no place with this thing; else it is always there. */
  readonly fits?: (thing: ShownThing) => boolean;
  /** The panel, and what stands beside its title. */
  load(): Promise<{ readonly Panel: PanelPart; readonly Aside?: PanelPart }>;
};

/** Types a panel. */
export function definePanel(panel: PanelShape): PanelShape {
  return panel;
}
