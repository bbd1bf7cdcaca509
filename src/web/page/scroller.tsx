import type { CSSProperties, ReactNode } from "react";

/** A region that scrolls by itself. It takes the focus, so that arrow keys reach what lies outside its edge. */
export function Scroller(props: {
  readonly label: string;
  readonly className?: string;
  readonly style?: CSSProperties;
  readonly children: ReactNode;
}) {
  return (
    <section
      aria-label={props.label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className={`relative overflow-auto ${props.className ?? ""}`}
      style={props.style}
    >
      {props.children}
    </section>
  );
}
