import { useQueries, useQuery } from "@tanstack/react-query";
import { api } from "#web/api";
import { formatTime } from "#web/figures";
import { ThingLink } from "#web/link";
import { useLive } from "#web/live";
import { ProblemNotice } from "#web/notice";
import type { ShownThing } from "#web/page";
import type { LineageApi, ModelsApi } from "../api.ts";
import type { ModelVersion } from "../model.ts";
import { AliasBadge } from "./alias-badge.tsx";

/** More would push the run's own things out of sight. */
const SHOWN = 8;

/** The versions that were registered from a run, with the aliases that point at them. */
export function RegisteredPanel({ thing }: { readonly thing: ShownThing }) {
  const { data, error, refetch } = useQuery({
    queryKey: ["registered", thing.id],
    queryFn: ({ signal }) =>
      api<LineageApi>(signal).get("/api/fettle/1/lineage/:kind/*", {
        params: { kind: "run", "*": thing.id },
        query: { depth: 1 },
      }),
  });
  useLive("models", () => void refetch());
  const ids = [
    ...new Set((data?.edges ?? []).filter(({ to }) => to.kind === "model").map(({ to }) => to.id)),
  ];
  const versions = useVersions(ids.slice(0, SHOWN));
  if (data === undefined)
    return error === null ? null : (
      <ProblemNotice problem={error} doing="list its models" onRetry={() => void refetch()} />
    );
  if (ids.length === 0)
    return <p className="text-sm text-ink-soft">None is registered from this run.</p>;
  return (
    <ul className="flex flex-col gap-1 text-sm">
      {ids.slice(0, SHOWN).map((id, i) => (
        <li key={id} className="flex flex-wrap items-baseline gap-x-2">
          <ThingLink kind="model" id={id} />
          {versions[i]?.aliases.map((alias) => (
            <AliasBadge key={alias} alias={alias} />
          ))}
          {versions[i] !== undefined && (
            <span className="text-ink-soft">{formatTime(versions[i].createdAt)}</span>
          )}
        </li>
      ))}
      {ids.length > SHOWN && (
        <li className="text-ink-soft">and {(ids.length - SHOWN).toLocaleString("en-US")} more</li>
      )}
    </ul>
  );
}

/** Each version; undefined while it is on its way, and where it was deleted since. */
function useVersions(ids: readonly string[]): readonly (ModelVersion | undefined)[] {
  const answers = useQueries({
    queries: ids.map((id) => {
      const at = id.lastIndexOf("@");
      return {
        queryKey: ["model-version", id],
        queryFn: ({ signal }: { signal: AbortSignal }) =>
          api<ModelsApi>(signal).get("/api/fettle/1/models/:name/versions/:version", {
            params: { name: id.slice(0, at), version: id.slice(at + 1) },
          }),
        retry: false,
      };
    }),
  });
  return answers.map(({ data }) => data);
}
