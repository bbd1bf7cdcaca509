import { Scroller } from "#web/page";
import { type XAxis, xInWords } from "./draw-lines.ts";
import { type Series, valueAt } from "./series.ts";

const ROWS_MAX = 500;

/** A chart's points as a table, for those who cannot see the canvas and for exact values. */
export function SeriesTable(props: {
  readonly title: string;
  readonly series: readonly Series[];
  readonly height: number;
  readonly count: number | undefined;
  readonly x: XAxis;
}) {
  const rows = props.series.flatMap((line) =>
    line.xs.map((x, i) => ({
      label: line.label,
      x,
      y: line.ys[i],
      text: valueAt(line, i),
      place: i,
    })),
  );
  const all = Math.max(props.count ?? 0, rows.length);
  const shown = rows.slice(0, ROWS_MAX);
  return (
    <Scroller
      label={`Points of ${props.title}`}
      className="px-3 pb-2"
      style={{ height: props.height }}
    >
      {all > shown.length && (
        <p className="text-xs text-ink-soft">
          Showing {shown.length.toLocaleString("en-US")} of {all.toLocaleString("en-US")} points.
        </p>
      )}
      <table className="w-full text-right font-mono text-xs">
        <thead className="text-ink-soft">
          <tr>
            {props.series.length > 1 && <th className="text-left font-normal">line</th>}
            <th className="py-1 font-normal">{props.x === "step" ? "step" : "time"}</th>
            <th className="font-normal">value</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ label, x, y, text, place }) => (
            <tr key={`${label} ${place}`} className="border-t border-line">
              {props.series.length > 1 && <td className="text-left">{label}</td>}
              <td className="py-0.5">{props.x === "step" ? x : xInWords(x, props.x)}</td>
              <td title={String(y ?? text)}>{text}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  );
}
