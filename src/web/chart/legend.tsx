import { lookOf } from "./draw-lines.ts";

/** A piece of a line as the chart draws it, for a legend. */
export function LineSample({ look }: { readonly look: number }) {
  const { token, dash } = lookOf(look);
  return (
    <svg aria-hidden="true" width="20" height="8" className="shrink-0">
      <line
        x1="0"
        x2="20"
        y1="4"
        y2="4"
        strokeWidth="2"
        strokeDasharray={dash.join(" ")}
        style={{ stroke: `var(${token})` }}
      />
    </svg>
  );
}
