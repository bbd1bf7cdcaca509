import { Check, X } from "lucide-react";
import { count } from "#web/figures";
import type { CaseComparison } from "../../model.ts";

type CheckResult = CaseComparison["champion"]["after"][number];

/** What a turn had to fulfil: failures open, with what was expected and what came; passes behind a line. */
export function Checks({ checks }: { readonly checks: readonly CheckResult[] }) {
  const failed = checks.filter(({ pass }) => !pass);
  const passed = checks.filter(({ pass }) => pass);
  if (checks.length === 0) return <span />;
  return (
    <div className="flex flex-col gap-1.5 text-xs">
      {failed.map(({ id, kind, expected, actual }) => (
        <div key={id} className="rounded-md border-l-3 border-bad bg-bad-soft px-2 py-1.5">
          <p className="flex items-center gap-1.5 font-medium text-bad">
            <X size={13} aria-hidden className="shrink-0" />
            <span className="sr-only">Failed: </span>
            {kind} <span className="font-normal">({id})</span>
          </p>
          <dl className="mt-0.5 grid grid-cols-[auto_minmax(0,1fr)] gap-x-2">
            <dt className="text-ink-soft">expected</dt>
            <dd className="break-words">{expected}</dd>
            <dt className="text-ink-soft">got</dt>
            <dd className="break-words">{actual}</dd>
          </dl>
        </div>
      ))}
      {passed.length > 0 && (
        <details>
          <summary className="w-fit cursor-pointer rounded text-good">
            <Check size={13} aria-hidden className="inline" /> {count(passed.length, "check")}{" "}
            {passed.length === 1 ? "passes" : "pass"}
          </summary>
          <ul className="mt-1 flex flex-col gap-0.5 pl-4 text-ink-soft">
            {passed.map(({ id, kind, expected }) => (
              <li key={id} className="break-words">
                {kind}: {expected}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
