import type { LucideIcon } from "lucide-react";
import type { ComponentType } from "react";

/** A screen as its slice declares it; the shell makes a route of it and loads it when it is first opened. */
export type PageShape = (
  | {
      /** TanStack Router's pattern: `/runs`, `/runs/compare`. */
      readonly path: string;
    }
  | {
      /** The kind of things that it shows one of: its address is the one that the slice's `kinds.ts` gives them. */
      readonly shows: string;
    }
) & {
  /** The tab's title until the screen sets its own. */
  readonly title: string;
  /** Its place in the rail; a screen without one is reached from another. */
  readonly rail?: {
    readonly label: string;
    readonly icon: LucideIcon;
    /** Second letter of the jump: `r` for `g r`. */
    readonly jump: string;
    /** The event topic under which its things change. */
    readonly topic: string;
    /** The lower, the higher up; the uppermost is the first screen. */
    readonly place: number;
  };
  load(): Promise<{ readonly Page: ComponentType }>;
};

/** Types a screen. */
export function definePage(page: PageShape): PageShape {
  return page;
}
