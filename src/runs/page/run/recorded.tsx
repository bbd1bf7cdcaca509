import { formatFigure } from "#web/figures";
import { Scroller } from "#web/page";
import type { MetricSummary } from "../../model.ts";

const LOUD_MAX = 4;

/** Every metric with its last and extreme values; the first few also large. */
export function Metrics({ summaries }: { readonly summaries: readonly MetricSummary[] }) {
  return (
    <section aria-labelledby="metrics">
      <h2 id="metrics" className="mb-2 font-semibold">
        Metrics
      </h2>
      <Scroller label="Metrics, by name" className="rounded-lg border border-line bg-paper">
        <table className="w-full text-right text-sm">
          <thead className="text-xs text-ink-soft">
            <tr>
              {["Metric", "Last", "Lowest", "Highest", "Points"].map((title, i) => (
                <th
                  key={title}
                  scope="col"
                  className={`px-3 py-1.5 font-normal ${i === 0 ? "text-left" : ""}`}
                >
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {summaries.map((metric, i) => (
              <tr key={metric.key} className="border-t border-line">
                <th scope="row" className="px-3 py-1.5 text-left font-mono text-xs font-normal">
                  {metric.key}
                </th>
                <td
                  className={`px-3 ${i < LOUD_MAX ? "font-semibold" : ""}`}
                  title={String(metric.last)}
                >
                  {formatFigure(metric.last)}
                </td>
                <Extreme value={metric.min} step={metric.bestMinStep} several={metric.count > 1} />
                <Extreme value={metric.max} step={metric.bestMaxStep} several={metric.count > 1} />
                <td className="px-3 text-ink-soft">{metric.count.toLocaleString("en-US")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroller>
    </section>
  );
}

function Extreme(props: {
  readonly value: number | string | null;
  readonly step: number | null;
  readonly several: boolean;
}) {
  if (!props.several) return <td className="px-3 text-ink-faint">–</td>;
  return (
    <td className="px-3 whitespace-nowrap" title={String(props.value)}>
      {formatFigure(props.value)}
      {props.step !== null && <span className="text-xs text-ink-faint"> at {props.step}</span>}
    </td>
  );
}

/** Names with their texts: parameters, tags. */
export function Named(props: {
  readonly title: string;
  readonly none: string;
  readonly entries: readonly (readonly [string, string])[];
}) {
  return (
    <section>
      <h2 className="mb-2 font-semibold">{props.title}</h2>
      {props.entries.length === 0 ? (
        <p className="text-sm text-ink-soft">{props.none}</p>
      ) : (
        <dl className="rounded-lg border border-line bg-paper text-sm">
          {props.entries.map(([key, value]) => (
            <div
              key={key}
              className="grid grid-cols-[minmax(6rem,2fr)_3fr] gap-3 border-line px-3 py-1.5 not-first:border-t"
            >
              <dt className="font-mono text-xs leading-5 break-words text-ink-soft">{key}</dt>
              <dd className="min-w-0 font-mono text-xs leading-5 break-words">
                {value === "" ? <span className="text-ink-faint">empty</span> : value}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}
