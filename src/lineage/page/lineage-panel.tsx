import { useQuery } from "@tanstack/react-query";
import { api } from "#web/api";
import { ThingLink } from "#web/link";
import { useLive } from "#web/live";
import { ProblemNotice } from "#web/notice";
import type { ShownThing } from "#web/page";
import type { LineageApi } from "../api.ts";
import type { Thing } from "../model.ts";

/** More would push the screen's own things out of sight. */
const SHOWN = 8;

/** What a thing came from and what came of it, one step each way. */
export function LineagePanel({
  kind,
  thing,
}: {
  readonly kind: string;
  readonly thing: ShownThing;
}) {
  const { id, topic } = thing;
  const { data, error, refetch } = useQuery({
    queryKey: ["lineage", kind, id],
    queryFn: ({ signal }) =>
      api<LineageApi>(signal).get("/api/fettle/1/lineage/:kind/*", {
        params: { kind, "*": id },
        query: { depth: 1 },
      }),
  });
  useLive(topic, () => void refetch());
  if (data === undefined)
    return error === null ? null : (
      <ProblemNotice problem={error} doing="read the lineage" onRetry={() => void refetch()} />
    );
  const isThis = (other: Thing): boolean => other.kind === kind && other.id === id;
  const from = data.edges.filter(({ to }) => isThis(to)).map((edge) => edge.from);
  const to = data.edges.filter(({ from: source }) => isThis(source)).map((edge) => edge.to);
  if (from.length + to.length === 0)
    return <p className="text-sm text-ink-soft">Nothing is recorded yet.</p>;
  return (
    <dl className="flex flex-col gap-2 text-sm">
      <Things title="Came from" things={from} />
      <Things title="Went to" things={to} />
    </dl>
  );
}

function Things({ title, things }: { readonly title: string; readonly things: readonly Thing[] }) {
  if (things.length === 0) return null;
  const more = things.length - SHOWN;
  return (
    <div>
      <dt className="text-xs text-ink-faint">{title}</dt>
      {things.slice(0, SHOWN).map(({ kind, id }) => (
        <dd key={`${kind} ${id}`} className="flex min-w-0 items-baseline gap-2">
          <span className="shrink-0 text-ink-soft">{kind}</span>
          <ThingLink kind={kind} id={id} title={id} className="min-w-0 truncate">
            {shortened(id)}
          </ThingLink>
        </dd>
      ))}
      {more > 0 && <dd className="text-ink-soft">and {more.toLocaleString("en-US")} more</dd>}
    </div>
  );
}

/** Hashes by their beginning, as git shows them. */
function shortened(id: string): string {
  return id.replace(/\b([0-9a-f]{8})[0-9a-f]{24}\b/g, "$1");
}
