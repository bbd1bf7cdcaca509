import { useQuery } from "@tanstack/react-query";
import { api } from "#web/api";
import { formatFigure, formatNumber, formatPoints } from "#web/figures";
import { Copyable } from "#web/form";
import { ThingLink } from "#web/link";
import { useLive } from "#web/live";
import { Panels, Scroller } from "#web/page";
import type { GateApi } from "../../api.ts";
import type { Comparison } from "../../model.ts";
import { VERDICTS } from "../verdict-badge.tsx";

/** The verdict with its reasons, what the cases say, what the metrics say, and what a person then did. */
export function Summary({ comparison }: { readonly comparison: Comparison }) {
  const { id, project, model, candidate } = comparison;
  return (
    <div className="grid items-start gap-x-8 gap-y-5 p-4 xl:grid-cols-[minmax(0,1fr)_26rem]">
      <div className="flex min-w-0 flex-col gap-5">
        <VerdictBanner comparison={comparison} />
        <Counts comparison={comparison} />
        <p className="max-w-3xl text-sm text-ink-soft">{statisticsInWords(comparison)}</p>
      </div>
      <div className="flex min-w-0 flex-col gap-5">
        {comparison.metrics.length > 0 && <MetricTable comparison={comparison} />}
        <Panels
          on="comparison"
          thing={{ id, name: `${model}@${candidate}`, project, topic: "gate" }}
        />
      </div>
    </div>
  );
}

function VerdictBanner({ comparison }: { readonly comparison: Comparison }) {
  const { word, icon: Icon, text, ground } = VERDICTS[comparison.verdict];
  const [first, ...others] = comparison.reasons;
  return (
    <section aria-label="Verdict" className={`rounded-lg border p-4 ${ground}`}>
      <h2 className={`flex items-center gap-2 text-lg font-semibold ${text}`}>
        <Icon size={18} aria-hidden /> {word}
      </h2>
      {first !== undefined && <p className="mt-1">{first}</p>}
      {others.length > 0 && (
        <ul className="mt-1 list-disc pl-5 text-ink-soft">
          {others.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
      <WhatFollowed comparison={comparison} />
    </section>
  );
}

/** The decision that rests on this comparison, or the command that would make it. */
function WhatFollowed({ comparison }: { readonly comparison: Comparison }) {
  const { project, model, candidate, verdict, id } = comparison;
  const { data, refetch } = useQuery({
    queryKey: ["decisions", project, model],
    queryFn: ({ signal }) =>
      api<GateApi>(signal).get("/api/fettle/1/gate/decisions", { query: { project, model } }),
  });
  useLive("gate", () => void refetch());
  const decision = data?.decisions.find((each) => each.comparisonId === id);
  if (decision !== undefined)
    return (
      <p className="mt-2 text-sm">
        {decision.user} made <ThingLink kind="model" id={`${model}@${decision.to}`} /> the champion
        on {new Date(decision.at).toLocaleString("en-GB")}
        {decision.override && ", against the verdict"}
        {decision.reason !== "" &&
          !comparison.reasons.includes(decision.reason) &&
          `: “${decision.reason}”`}
      </p>
    );
  if (verdict !== "promote" || data === undefined) return null;
  return (
    <div className="mt-3 max-w-sm">
      <Copyable text={`fettle promote ${model}@${candidate}`} />
    </div>
  );
}

function Counts({ comparison }: { readonly comparison: Comparison }) {
  const { total, broken, fixed, same, flaky, errors } = comparison.counts;
  const figures = [
    { name: "Broken", value: broken, colour: broken > 0 ? "text-bad" : "" },
    { name: "Fixed", value: fixed, colour: fixed > 0 ? "text-good" : "" },
    { name: "Same", value: same, colour: "" },
    { name: "Flaky", value: flaky, colour: flaky > 0 ? "text-warn" : "" },
    { name: "Errors", value: errors, colour: errors > 0 ? "text-warn" : "" },
    { name: "Cases", value: total, colour: "" },
  ];
  return (
    <dl className="flex flex-wrap gap-x-8 gap-y-3">
      {figures.map(({ name, value, colour }) => (
        <div key={name} className="flex flex-col-reverse">
          <dt className="text-xs text-ink-faint">{name}</dt>
          <dd className={`text-xl leading-tight font-semibold ${colour}`}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What McNemar's p and Tango's bound mean for somebody who does not know them by name. */
function statisticsInWords({ statistics, counts }: Comparison): string {
  const { difference, mcnemarP, tangoLower } = statistics;
  const moved = counts.fixed + counts.broken;
  const change =
    moved === 0
      ? "No case changed sides."
      : `The share of cases that pass moved by ${formatPoints(difference)}; chance alone would move as many cases this far with a probability of ${formatNumber(mcnemarP)} (McNemar, exact).`;
  const bound =
    tangoLower < 0
      ? `On other talks like these it may still be up to ${formatPoints(-tangoLower).replace("+", "")} worse`
      : `On other talks like these it is at least ${formatPoints(tangoLower).replace("+", "")} better`;
  return `${change} ${bound} (Tango's 95 % bound).`;
}

function MetricTable({ comparison }: { readonly comparison: Comparison }) {
  const { model, champion, candidate, metrics } = comparison;
  return (
    <Scroller label="Metrics" className="rounded-lg border border-line bg-paper">
      <table className="w-full text-right text-sm">
        <caption className="sr-only">Metrics of the runs behind the two versions</caption>
        <thead className="text-xs text-ink-soft">
          <tr>
            <th scope="col" className="px-3 py-1.5 text-left font-normal">
              Metric
            </th>
            <th scope="col" className="px-3 font-normal">
              {champion === null ? (
                "Champion"
              ) : (
                <ThingLink kind="model" id={`${model}@${champion}`} look="plain" />
              )}
            </th>
            <th scope="col" className="px-3 font-normal">
              <ThingLink kind="model" id={`${model}@${candidate}`} look="plain" />
            </th>
            <th scope="col" className="px-3 font-normal">
              Change
            </th>
          </tr>
        </thead>
        <tbody>
          {metrics.map(({ key, champion: before, candidate: after }) => (
            <tr key={key} className="border-t border-line">
              <th scope="row" className="px-3 py-1 text-left font-mono text-xs font-normal">
                {key}
              </th>
              <td className="px-3" title={String(before)}>
                {formatFigure(before)}
              </td>
              <td className="px-3" title={String(after)}>
                {formatFigure(after)}
              </td>
              <td className="px-3 whitespace-nowrap text-ink-soft">{changeOf(before, after)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  );
}

/** Which way is better only the metric's owner knows: the change has a direction and no colour. */
function changeOf(before: number | null, after: number | null): string {
  if (before === null || after === null) return "–";
  const change = after - before;
  if (change === 0) return "=";
  return `${change > 0 ? "▲" : "▼"} ${formatNumber(Math.abs(change))}`;
}
