import { useQuery } from "@tanstack/react-query";
import { api } from "#web/api";
import { formatTime } from "#web/figures";
import { ThingLink } from "#web/link";
import { useLive } from "#web/live";
import { ProblemNotice } from "#web/notice";
import type { ShownThing } from "#web/page";
import type { GateApi } from "../api.ts";
import type { ComparisonRow } from "../model.ts";
import { VerdictBadge } from "./verdict-badge.tsx";

/** More would push the version's own things out of sight. */
const SHOWN = 8;

/** How a model's version did against others, and when it was made the champion. */
export function VerdictsPanel({ thing }: { readonly thing: ShownThing }) {
  const at = thing.id.lastIndexOf("@");
  const model = thing.id.slice(0, at);
  const version = Number(thing.id.slice(at + 1));
  const { project } = thing;
  const { data, error, refetch } = useQuery({
    queryKey: ["verdicts", project, model],
    queryFn: async ({ signal }) => {
      const asked = { query: { project, model, limit: 1000 } };
      const server = api<GateApi>(signal);
      const [judged, decided] = await Promise.all([
        server.get("/api/fettle/1/gate/comparisons", asked),
        server.get("/api/fettle/1/gate/decisions", asked),
      ]);
      return { ...judged, ...decided };
    },
  });
  useLive("gate", () => void refetch());
  if (data === undefined)
    return error === null ? null : (
      <ProblemNotice problem={error} doing="read its verdicts" onRetry={() => void refetch()} />
    );
  const judged = data.comparisons.filter(
    ({ champion, candidate }) => champion === version || candidate === version,
  );
  const decided = data.decisions.filter(({ to }) => to === version);
  if (judged.length + decided.length === 0)
    return <p className="text-sm text-ink-soft">It has not been compared yet.</p>;
  return (
    <ul className="flex flex-col gap-1 text-sm">
      {decided.slice(0, SHOWN).map((decision) => (
        <li key={decision.id}>
          Made the champion by {decision.user}, {formatTime(decision.at)}
          {decision.override && ", against the verdict"}
          {decision.reason !== "" && `: “${decision.reason}”`}
        </li>
      ))}
      {judged.slice(0, SHOWN).map((row) => (
        <Judged key={row.id} row={row} version={version} />
      ))}
      {judged.length > SHOWN && (
        <li className="text-ink-soft">
          and {(judged.length - SHOWN).toLocaleString("en-US")} comparisons more
        </li>
      )}
    </ul>
  );
}

function Judged({ row, version }: { readonly row: ComparisonRow; readonly version: number }) {
  const { model, champion, candidate } = row;
  const isCandidate = candidate === version;
  const other = isCandidate ? champion : candidate;
  return (
    <li className="flex flex-wrap items-center gap-x-2">
      <VerdictBadge verdict={row.verdict} />
      <ThingLink kind="comparison" id={row.id}>
        {isCandidate ? "as candidate" : "as champion"}
        {other === null ? "" : ` against ${model}@${other}`}
      </ThingLink>
      <span className="text-ink-soft">{formatTime(row.createdAt)}</span>
    </li>
  );
}
