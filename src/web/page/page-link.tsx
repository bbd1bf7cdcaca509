import { Link, type LinkProps } from "@tanstack/react-router";
import type { ComponentProps } from "react";
import { splitAddress } from "./split-address.ts";

/** A link to another screen, by its address. It loads the screen's code while the pointer rests on it. */
export function PageLink({
  to,
  ...rest
}: Pick<ComponentProps<"a">, "children" | "onClick"> & {
  readonly to: string;
  readonly search?: Readonly<Record<string, string>>;
  readonly className?: string;
  readonly tabIndex?: number;
  readonly title?: string;
}) {
  return <Link {...({ ...splitAddress(to), ...rest } as LinkProps)} />;
}
