import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "#web/api";
import { PatchLines } from "#web/diff";
import type { RunComparison, RunsApi } from "../../api.ts";

/** How the commits of the first run and another one differ. */
export function CompareCode({ runs }: { readonly runs: RunComparison["runs"] }) {
  const [first, ...others] = runs;
  const [asked, setAsked] = useState<string>();
  const other = others.find(({ id }) => id === asked) ?? others[0];
  const { data, error } = useQuery({
    queryKey: ["compare-code", first?.id, other?.id],
    queryFn: ({ signal }) =>
      api<RunsApi>(signal).get("/api/fettle/1/runs/compare/code", {
        query: { from: first?.id, to: other?.id },
      }),
    enabled: first !== undefined && other !== undefined,
    retry: false,
  });
  if (first === undefined || other === undefined) return null;
  const same = data !== undefined && data.from === data.to;
  return (
    <section aria-labelledby="code">
      <div className="mb-2 flex flex-wrap items-center gap-2">
        <h2 id="code" className="font-semibold">
          Code
        </h2>
        <label className="flex items-center gap-2 text-sm text-ink-soft">
          {first.name} against
          <select
            value={other.id}
            onChange={(event) => setAsked(event.target.value)}
            className="h-7 rounded-md border border-line-strong bg-paper px-1 text-sm text-ink"
          >
            {others.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </div>
      {error !== null && (
        <p role="alert" className="text-sm text-bad">
          The code could not be compared: {error.message}
        </p>
      )}
      {same && (
        <p className="text-sm text-ink-soft">
          Both ran {data.from === null ? "outside of git" : `commit ${data.from.slice(0, 12)}`}.
        </p>
      )}
      {data !== undefined && !same && data.text === null && (
        <p className="text-sm text-ink-soft">
          {data.problem ?? "The commits could not be compared."}
        </p>
      )}
      {data !== undefined && !same && data.text !== null && (
        <div className="overflow-hidden rounded-lg border border-line bg-paper">
          <pre className="overflow-x-auto px-3 py-2 font-mono text-xs">{data.stat}</pre>
          <PatchLines
            label={`Difference of the code of ${first.name} and ${other.name}`}
            text={data.text}
          />
          {data.cut && (
            <p className="px-3 py-1 text-xs text-ink-soft">There is more than is shown.</p>
          )}
        </div>
      )}
    </section>
  );
}
