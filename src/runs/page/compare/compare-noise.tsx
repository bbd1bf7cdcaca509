import { formatFigure, formatNumber } from "#web/figures";
import { Scroller } from "#web/page";
import type { ComparedMetric, GroupMetric, RunComparison } from "../../api.ts";

/** Metrics over runs that differ in nothing but their seed: whether a difference is larger than chance. */
export function CompareNoise({ comparison }: { readonly comparison: RunComparison }) {
  const { groups, metrics } = comparison;
  const isRepeated = groups.some(({ runs, repeats }) => runs.length + repeats > 1);
  if (!isRepeated || groups.length < 2 || metrics.length === 0) return null;
  const seeds = [...new Set(groups.flatMap((group) => group.seeds))];
  return (
    <section aria-labelledby="noise">
      <h2 id="noise" className="mb-1 font-semibold">
        Metrics over repeats
      </h2>
      <p className="mb-2 text-sm text-ink-soft">
        Runs that differ in nothing but {seeds.length === 0 ? "chance" : seeds.join(", ")} count as
        repeats. A difference within the noise is no difference.
      </p>
      <Scroller
        label="Means over repeats, by metric"
        className="rounded-lg border border-line bg-paper"
      >
        <table className="min-w-full text-sm">
          <thead>
            <tr className="text-left text-xs text-ink-soft">
              <th scope="col" className="px-3 py-1.5 font-normal">
                Metric
              </th>
              {groups.map(({ label, runs, repeats }) => (
                <th key={label} scope="col" className="px-3 py-1.5 font-normal">
                  {label} <span className="text-ink-faint">× {runs.length + repeats}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {metrics.map((metric) => (
              <tr key={metric.key} className="border-t border-line">
                <th scope="row" className="px-3 py-1 text-left font-mono text-xs font-normal">
                  {metric.key} <span className="text-ink-faint">{metric.direction} is better</span>
                </th>
                {metric.groups.map((group, i) => (
                  <td key={groups[i]?.label} className="px-3 py-1 whitespace-nowrap">
                    <Group metric={metric} group={group} isBest={metric.best === i} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroller>
    </section>
  );
}

function Group(props: {
  readonly metric: ComparedMetric;
  readonly group: GroupMetric;
  readonly isBest: boolean;
}) {
  const { metric, group } = props;
  const { mean, sd, difference, noise, exceeds, infinite } = group;
  const beside = infinite > 0 && <span className="ml-2 text-ink-soft">{infinite} × ∞</span>;
  if (mean === null) return <span className="text-ink-faint">–{beside}</span>;
  const isBetter = difference !== null && difference > 0 === (metric.direction === "higher");
  return (
    <>
      <span className={props.isBest ? "font-semibold" : ""}>{formatFigure(mean)}</span>
      {sd !== null && <span className="text-ink-soft"> ± {short(sd)}</span>}
      {difference !== null && difference !== 0 && (
        <span
          className={`ml-2 text-xs ${exceeds !== true ? "text-ink-soft" : isBetter ? "text-good" : "text-bad"}`}
        >
          {difference > 0 ? "▲" : "▼"} {short(Math.abs(difference))}
          {noise !== null && ` (noise ${short(noise)})`}
          {exceeds === true && (isBetter ? ", better" : ", worse")}
          {exceeds === false && ", within noise"}
        </span>
      )}
      {beside}
    </>
  );
}

function short(value: number): string {
  return formatNumber(Number(value.toPrecision(2)));
}
