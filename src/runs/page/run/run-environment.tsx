import { useQuery } from "@tanstack/react-query";
import { formatBytes } from "#web/figures";
import type { RunDetail } from "../../model.ts";
import { recordedQuery } from "../run-patches.tsx";

/** The machine, the interpreter, the packages and the variables that a run ran with; nothing where none was recorded. */
export function RunEnvironment({ run }: { readonly run: RunDetail }) {
  const { data } = useQuery(recordedQuery(run.id));
  const environment = data?.environment;
  if (environment == null) return null;
  const { python, memory, gpus } = environment;
  const facts: readonly (readonly [string, string | number | undefined])[] = [
    ["Platform", environment.platform],
    ["Python", python?.version],
    ["Node", environment.node],
    ["Processor", environment.cpu],
    ["Cores", environment.cores],
    ["Memory", memory === 0 ? undefined : formatBytes(memory)],
    ["GPUs", gpus.join(", ")],
  ];
  return (
    <section aria-labelledby="environment">
      <h2 id="environment" className="mb-2 font-semibold">
        Environment
      </h2>
      <dl className="grid grid-cols-1 gap-x-6 gap-y-2 text-sm sm:grid-cols-2 lg:grid-cols-4">
        {facts.map(
          ([name, value]) =>
            value !== undefined &&
            value !== "" && (
              <div key={name} className="min-w-0">
                <dt className="text-xs text-ink-faint">{name}</dt>
                <dd className="break-words">{value}</dd>
              </div>
            ),
        )}
      </dl>
      <Listed title="Packages" entries={python?.packages ?? {}} />
      <Listed title="Variables" entries={environment.variables} />
    </section>
  );
}

function Listed({
  title,
  entries,
}: {
  readonly title: string;
  readonly entries: Readonly<Record<string, string>>;
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
            {name} <span className="text-ink-soft">{value}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
