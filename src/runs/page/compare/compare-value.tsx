import { formatDuration, formatFigure, formatNumber } from "#web/figures";
import type { CompareRow } from "../../api.ts";

/** A value of a comparison; what differs from the first run is marked, a metric says by how much. */
export function CompareValue(props: {
  readonly row: CompareRow;
  readonly value: CompareRow["values"][number];
  readonly place: number;
}) {
  const { row, value, place } = props;
  if (value === null) return <span className="text-ink-faint">–</span>;
  const [first] = row.values;
  const other = place > 0 && value !== first;
  if (row.kind === "metric") return <Metric {...props} value={value} />;
  if (row.key === "durationMs") return formatDuration(Number(value));
  const text = typeof value === "boolean" ? (value ? "yes" : "no") : String(value);
  return (
    <span
      className={`font-mono text-xs break-words ${other ? "rounded-xs bg-accent-soft" : ""}`}
      title={text}
    >
      {text.length > 300 ? `${text.slice(0, 300)}…` : text}
    </span>
  );
}

function Metric(props: {
  readonly row: CompareRow;
  readonly value: NonNullable<CompareRow["values"][number]>;
  readonly place: number;
}) {
  const { row, value, place } = props;
  const [first] = row.values;
  const figure = typeof value === "boolean" ? String(value) : value;
  const change =
    place > 0 && typeof value === "number" && typeof first === "number" && first !== 0
      ? (value - first) / Math.abs(first)
      : undefined;
  const sign = change === undefined || change === 0 ? "" : change > 0 ? "▲" : "▼";
  return (
    <span title={String(value)} className="whitespace-nowrap">
      {formatFigure(figure)}
      {sign !== "" && change !== undefined && (
        <span className="ml-2 text-xs text-ink-soft">
          {sign} {formatNumber(Number((Math.abs(change) * 100).toPrecision(2)))} %
        </span>
      )}
    </span>
  );
}
