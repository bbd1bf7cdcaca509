import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { api } from "#web/api";
import { formatBytes, formatNumber } from "#web/figures";
import { ThingLink } from "#web/link";
import type { RunsApi } from "../../api.ts";
import type { ModelVersion } from "../../model.ts";
import { ownTags, promptText } from "../prompt.ts";

/** Where a version came from: its run, the data versions that the run used, its files, its tags. */
export function VersionPanel({ version }: { readonly version: ModelVersion }) {
  const { runId } = version;
  const { data: run, error } = useQuery({
    queryKey: ["run-of-version", runId],
    queryFn: ({ signal }) =>
      api<RunsApi>(signal).get("/api/fettle/1/runs/:ref", { params: { ref: runId ?? "" } }),
    enabled: runId !== null,
    retry: false,
  });
  const text = promptText(version);
  const tags = ownTags(version.tags);
  return (
    <section
      aria-label={`Version ${version.version}`}
      className="flex flex-col gap-4 rounded-lg border border-line bg-paper p-4"
    >
      <h2 className="font-semibold">Version {version.version}</h2>
      {version.description && <p className="text-sm whitespace-pre-wrap">{version.description}</p>}
      {text !== undefined && (
        <pre
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          tabIndex={0}
          className="max-h-96 overflow-auto rounded-md bg-sunken p-3 font-mono text-xs whitespace-pre-wrap"
        >
          {text}
        </pre>
      )}
      <dl className="grid grid-cols-1 gap-x-6 gap-y-3 text-sm sm:grid-cols-2">
        <Fact name="Run">
          {runId === null ? (
            "none: files that no run stored"
          ) : (
            <ThingLink kind="run" id={runId}>
              {run?.name ?? runId}
            </ThingLink>
          )}
          {error !== null && (
            <span className="block text-warn">It could not be read: {error.message}</span>
          )}
        </Fact>
        {run?.commit != null && (
          <Fact name="Commit">
            <span className="font-mono text-xs">{run.commit.slice(0, 12)}</span>
            {run.dirty && <span className="text-warn"> with edits that it lacks</span>}
          </Fact>
        )}
        <Fact name="Files">
          <span className="font-mono text-xs break-all">{version.source}</span>
        </Fact>
        {tags.map(([key, value]) => (
          <Fact key={key} name={key}>
            {value}
          </Fact>
        ))}
      </dl>
      {run !== undefined && run.data.length > 0 && (
        <div>
          <h3 className="text-xs text-ink-faint">Data versions</h3>
          <ul className="mt-1 flex flex-col gap-1 text-sm">
            {run.data.map(({ path, md5, size, tracked }) => (
              <li key={path} className="flex flex-wrap items-baseline gap-x-3">
                <ThingLink kind="data" id={`${path}@${md5}`} className="break-all">
                  {path}
                </ThingLink>
                <span className="font-mono text-xs break-all text-ink-soft">{md5}</span>
                <span className="text-ink-soft">{formatBytes(size)}</span>
                {!tracked && <span className="text-warn">not tracked as this version</span>}
              </li>
            ))}
          </ul>
        </div>
      )}
      {Object.keys(version.metrics).length > 0 && (
        <div>
          <h3 className="text-xs text-ink-faint">Metrics of its run</h3>
          <ul className="mt-1 flex flex-wrap gap-x-6 text-sm">
            {Object.entries(version.metrics).map(([key, value]) => (
              <li key={key}>
                <span className="font-mono text-xs text-ink-soft">{key}</span> {formatNumber(value)}
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-ink-faint">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </div>
  );
}
