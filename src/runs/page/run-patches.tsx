import { useQueries } from "@tanstack/react-query";
import { api } from "#web/api";
import { PatchLines } from "#web/diff";
import { formatBytes } from "#web/figures";
import type { RunPatch, RunsApi } from "../api.ts";

/** Asks for what was recorded beside a run: its environment, and the edits that its commit lacks. */
export function recordedQuery(id: string) {
  return {
    queryKey: ["environment", id],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      api<RunsApi>(signal).get("/api/fettle/1/runs/:ref/environment", { params: { ref: id } }),
    staleTime: 60_000,
    retry: false,
  };
}

/** The edits that the runs' commits lack, run by run; nothing where none has any. */
export function RunPatches(props: {
  readonly runs: readonly { readonly id: string; readonly name: string }[];
}) {
  const answers = useQueries({ queries: props.runs.map(({ id }) => recordedQuery(id)) });
  const edited = props.runs.flatMap((run, i) => {
    const patch = answers[i]?.data?.patch;
    return patch == null || (patch.text === "" && patch.untrackedTotal === 0)
      ? []
      : [{ run, patch }];
  });
  if (edited.length === 0) return null;
  return (
    <section aria-labelledby="edits">
      <h2 id="edits" className="mb-2 font-semibold">
        Edits that the commit lacks
      </h2>
      <div className="flex flex-col gap-2">
        {edited.map(({ run, patch }) => (
          <details key={run.id} className="rounded-lg border border-line bg-paper">
            <summary className="cursor-pointer px-3 py-1.5 text-sm">
              {props.runs.length > 1 && <span className="mr-2 font-medium">{run.name}</span>}
              <span className="text-ink-soft">{inWords(patch)}</span>
            </summary>
            <PatchLines label={`Edits of ${run.name}`} text={patch.text} />
            {patch.untracked.length > 0 && (
              <ul className="border-t border-line px-3 py-2 font-mono text-xs">
                {patch.untracked.map(({ path, size }) => (
                  <li key={path}>
                    {path} <span className="text-ink-faint">{formatBytes(size)}, not in git</span>
                  </li>
                ))}
              </ul>
            )}
          </details>
        ))}
      </div>
    </section>
  );
}

function inWords(patch: RunPatch): string {
  const lines = patch.text.split("\n");
  const added = lines.filter((line) => /^\+(?!\+\+ )/.test(line)).length;
  const gone = lines.filter((line) => /^-(?!-- )/.test(line)).length;
  const parts = [`+${added} −${gone} lines`];
  if (patch.untrackedTotal > 0) parts.push(`${patch.untrackedTotal} files not in git`);
  if (patch.cut) parts.push("more than was kept");
  if (patch.redacted) parts.push("secrets taken out");
  return parts.join(", ");
}
