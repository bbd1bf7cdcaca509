import { Link, type LinkProps } from "@tanstack/react-router";
import type { ComponentProps } from "react";

/** A link to another screen, by its path. It loads the screen's code while the pointer rests on it. */
export function PageLink(
  props: Pick<ComponentProps<"a">, "children" | "onClick"> & {
    readonly to: string;
    readonly search?: Readonly<Record<string, string>>;
    readonly className?: string;
    readonly tabIndex?: number;
    readonly title?: string;
  },
) {
  return <Link {...(props as LinkProps)} />;
}
