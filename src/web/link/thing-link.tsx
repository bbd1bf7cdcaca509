import type { ReactNode } from "react";
import { PageLink } from "#web/page";
import { linkTo } from "./link-to.ts";

const LOOKS = {
  /** Within a text or a table of facts. */
  marked: "underline decoration-line-strong underline-offset-2 hover:text-accent",
  /** Where the place alone says that it leads somewhere: a title, a cell. */
  plain: "hover:underline",
};

/** A thing's id or name as a link to its screen; plain text where it has none. */
export function ThingLink(props: {
  readonly kind: string;
  readonly id: string;
  readonly look?: keyof typeof LOOKS;
  readonly className?: string;
  readonly title?: string;
  /** In a row of a `Grid`, whose own click and tab stop it must not take. */
  readonly inRow?: boolean;
  /** Its name; the id where it has none. */
  readonly children?: ReactNode;
}) {
  const { kind, id, className = "", title } = props;
  const said = props.children ?? id;
  const to = linkTo(kind, id);
  const titled = title === undefined ? {} : { title };
  if (to === undefined)
    return (
      <span className={className} {...titled}>
        {said}
      </span>
    );
  const inRow = props.inRow === true ? { "data-own-click": "", tabIndex: -1 } : {};
  return (
    <PageLink
      to={to}
      className={`${LOOKS[props.look ?? "marked"]} ${className}`}
      {...titled}
      {...inRow}
    >
      {said}
    </PageLink>
  );
}
