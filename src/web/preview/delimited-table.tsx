import { useMemo } from "react";
import { Scroller } from "#web/page";
import { readDelimited } from "./preview-kind.ts";

const ROWS_MAX = 500;
const COLUMNS_MAX = 100;

/** The first rows of a CSV or TSV file. */
export function DelimitedTable(props: {
  readonly label: string;
  readonly text: string;
  /** The text is only the beginning of the file. */
  readonly cut: boolean;
}) {
  const rows = useMemo(() => readDelimited(props.text, ROWS_MAX + 2), [props.text]);
  const [head = [], ...body] = rows;
  // The last row of a beginning may be half a row.
  const shown = body.slice(0, props.cut && rows.length < ROWS_MAX + 2 ? -1 : ROWS_MAX);
  const isPart = props.cut || body.length > shown.length || head.length > COLUMNS_MAX;
  return (
    <>
      {isPart && (
        <p className="border-b border-line px-3 py-1 text-xs text-ink-soft">
          Showing the first {shown.length.toLocaleString("en-US")} rows
          {head.length > COLUMNS_MAX && ` and ${COLUMNS_MAX} of ${head.length} columns`}.
        </p>
      )}
      <Scroller label={props.label} className="max-h-[70vh]">
        <table className="text-sm">
          <thead className="sticky top-0 bg-paper">
            <tr>
              <th scope="col" className="px-3 py-1 text-right text-xs font-normal text-ink-faint">
                #
              </th>
              {head.slice(0, COLUMNS_MAX).map((title, i) => (
                <th
                  // biome-ignore lint/suspicious/noArrayIndexKey: columns may have the same name
                  key={i}
                  scope="col"
                  className="px-3 py-1 text-left font-semibold whitespace-nowrap"
                >
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity besides their place
              <tr key={i} className="border-t border-line">
                <td className="px-3 text-right text-xs text-ink-faint">{i + 1}</td>
                {head.slice(0, COLUMNS_MAX).map((_, j) => (
                  <td
                    // biome-ignore lint/suspicious/noArrayIndexKey: as above
                    key={j}
                    className={`max-w-md truncate px-3 py-0.5 whitespace-nowrap ${isNumber(row[j]) ? "text-right" : ""}`}
                    title={row[j]}
                  >
                    {row[j]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroller>
    </>
  );
}

function isNumber(text: string | undefined): boolean {
  return text !== undefined && text !== "" && Number.isFinite(Number(text));
}
