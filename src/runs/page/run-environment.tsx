import { useQuery } from "@tanstack/react-query";
import { formatBytes } from "#web/figures";
import type { RunDetail } from "../model.ts";
import { recordedQuery } from "./run-patches.tsx";

/** The machine, the interpreter, the packages and the variables that a run ran with; nothing where none was recorded. */
export function RunEnvironment({ run }: { readonly run: RunDetail }) {
  const { data } = useQuery(recordedQuery(run.id));
  const environment = data?.environment;
  if (environment == null) return null;
  const python = recordOf(environment["python"]);
  const facts: readonly (readonly [string, unknown])[] = [
    ["Platform", environment["platform"]],
    ["Python", python["version"]],
    ["Node", environment["node"]],
    ["Processor", environment["cpu"]],
    ["Cores", environment["cores"]],
    [
      "Memory",
      typeof environment["memory"] === "number" ? formatBytes(environment["memory"]) : null,
    ],
    ["GPUs", Array.isArray(environment["gpus"]) ? environment["gpus"].join(", ") : null],
  ];
  return (
    <section aria-labelledby="environment">
      <h2 id="environment" className="mb-2 font-semibold">
        Environment
      </h2>
      <dl className="grid grid-cols-1 gap-x-6 gap-y-2 text-sm sm:grid-cols-2 lg:grid-cols-4">
        {facts.map(
          ([name, value]) =>
            value != null &&
            value !== "" && (
              <div key={name} className="min-w-0">
                <dt className="text-xs text-ink-faint">{name}</dt>
                <dd className="break-words">{String(value)}</dd>
              </div>
            ),
        )}
      </dl>
      <Listed title="Packages" entries={recordOf(python["packages"])} />
      <Listed title="Variables" entries={recordOf(environment["variables"])} />
    </section>
  );
}

function Listed({
  title,
  entries,
}: {
  readonly title: string;
  readonly entries: Readonly<Record<string, unknown>>;
}) {
  const all = Object.entries(entries);
  if (all.length === 0) return null;
  return (
    <details className="mt-2 rounded-lg border border-line bg-paper">
      <summary className="cursor-pointer px-3 py-1.5 text-sm">
        {title} <span className="text-ink-soft">{all.length}</span>
      </summary>
      <ul className="columns-1 gap-6 border-t border-line px-3 py-2 font-mono text-xs sm:columns-2 lg:columns-4">
        {all.map(([name, value]) => (
          <li key={name} className="break-words">
            {name} <span className="text-ink-soft">{String(value)}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
