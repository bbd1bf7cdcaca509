import { useEffect, useRef } from "react";
import type { CaseComparison, Comparison } from "../../model.ts";
import { ChangeBadge } from "./change-badge.tsx";
import { Checks } from "./checks.tsx";
import { TurnSide } from "./turn-side.tsx";

/** A case as it went on both sides, turn beside turn; begins at the first turn that differs. */
export function Transcripts(props: {
  readonly one: CaseComparison;
  readonly comparison: Comparison;
  /** Scrolls to the first turn that differs. */
  readonly brings: boolean;
}) {
  const { one, comparison, brings } = props;
  const { champion, candidate, firstDivergence } = one;
  const mark = useRef<HTMLLIElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another case scrolls to its own first difference
  useEffect(() => {
    if (brings) mark.current?.scrollIntoView({ block: "nearest" });
  }, [one.id, brings]);
  const turns = Math.max(champion.turns.length, candidate.turns.length);
  const before =
    comparison.champion === null ? "champion" : `${comparison.model}@${comparison.champion}`;
  const after = `${comparison.model}@${comparison.candidate}`;
  return (
    <section aria-labelledby="case" className="min-w-0 p-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 id="case" className="text-lg font-semibold">
          {one.dialogue}
        </h2>
        <ChangeBadge change={one.change} />
        <span className="text-sm text-ink-soft">{one.mustPass ? "must pass" : "may fail"}</span>
        <span className="font-mono text-xs break-all text-ink-faint">
          {candidate.file}:{candidate.line}
        </span>
      </div>
      <div className="sticky top-0 z-2 mt-3 grid grid-cols-2 gap-x-6 border-b border-line bg-canvas py-2 pl-[1.1875rem] text-sm">
        <SideTitle name={before} arm="champion" outcome={champion.outcome} />
        <SideTitle name={after} arm="candidate" outcome={candidate.outcome} />
      </div>
      <ol className="flex flex-col">
        {Array.from({ length: turns }, (_, i) => (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: a turn is its place
            key={i}
            ref={i === firstDivergence ? mark : null}
            aria-label={`Turn ${i + 1}`}
            aria-current={i === firstDivergence ? "true" : undefined}
            className={`scroll-mt-14 scroll-mb-10 border-b border-line py-4 ${i === firstDivergence ? "border-l-3 border-l-accent pl-4" : "pl-[1.1875rem]"}`}
          >
            <p className="flex flex-wrap items-baseline gap-x-2">
              <span className="text-xs text-ink-faint">{i + 1}</span>
              <span className="text-xs text-ink-faint">user</span>
              <span className="font-medium">{(candidate.turns[i] ?? champion.turns[i])?.user}</span>
              {i === firstDivergence && (
                <span className="ml-auto rounded-full bg-accent px-2 text-xs text-on-accent">
                  first difference
                </span>
              )}
            </p>
            <div className="mt-2 grid gap-x-6 gap-y-4 md:grid-cols-2">
              <TurnSide
                turn={champion.turns[i]}
                other={candidate.turns[i]}
                side="before"
                error={champion.error}
              />
              <TurnSide
                turn={candidate.turns[i]}
                other={champion.turns[i]}
                side="after"
                error={candidate.error}
              />
            </div>
          </li>
        ))}
        {champion.after.length + candidate.after.length > 0 && (
          <li className="py-4 pl-[1.1875rem]">
            <p className="text-xs text-ink-faint">at the end</p>
            <div className="mt-1 grid gap-x-6 gap-y-4 md:grid-cols-2">
              <Checks checks={champion.after} />
              <Checks checks={candidate.after} />
            </div>
          </li>
        )}
      </ol>
      {turns === 0 && (
        <p className="py-4 text-warn">{candidate.error ?? champion.error ?? "Nothing was said."}</p>
      )}
    </section>
  );
}

const OUTCOMES = { pass: "passes", fail: "fails", error: "error", flaky: "flaky" } as const;

function SideTitle(props: {
  readonly name: string;
  readonly arm: string;
  readonly outcome: keyof typeof OUTCOMES;
}) {
  const { outcome } = props;
  const colours = { pass: "text-good", fail: "text-bad", error: "text-warn", flaky: "text-warn" };
  return (
    <h3 className="flex min-w-0 flex-wrap items-baseline gap-x-2">
      <span className="font-semibold">{props.name}</span>
      <span className="text-ink-faint">{props.arm}</span>
      <span className={`ml-auto ${colours[outcome]}`}>{OUTCOMES[outcome]}</span>
    </h3>
  );
}
