import { CircleAlert } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { Problem } from "#web/api";
import { Button, Copyable } from "#web/form";
import { useLiveState } from "#web/live";

/** What went wrong, in the server's words, and what to type next. */
export function ProblemNotice(props: {
  readonly problem: unknown;
  readonly doing: string;
  readonly onRetry?: () => void;
}) {
  const { problem } = props;
  const message = problem instanceof Error ? problem.message : String(problem);
  const hint = problem instanceof Problem ? problem.hint : "";
  const away = problem instanceof Problem && problem.status === 0;
  useReturn(away ? props.onRetry : undefined);
  return (
    <div role="alert" className="m-4 max-w-2xl rounded-lg border border-bad bg-bad-soft p-4">
      <p className="flex items-center gap-2 font-medium text-bad">
        <CircleAlert size={16} aria-hidden className="shrink-0" /> Could not {props.doing}
      </p>
      <p className="mt-1 text-ink">{message}</p>
      {away && <p className="mt-1 text-ink-soft">This page goes on by itself once it is back.</p>}
      {hint !== "" && (
        <div className="mt-3 flex flex-col gap-1">
          <span className="text-xs text-ink-soft">What to do</span>
          <Copyable text={hint} />
        </div>
      )}
      {props.onRetry !== undefined && (
        <Button className="mt-3" onClick={props.onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}

/** Tries again when the server, which was away, is back. */
function useReturn(onRetry: (() => void) | undefined): void {
  const state = useLiveState();
  const before = useRef(state);
  useEffect(() => {
    if (state === "live" && before.current !== "live") onRetry?.();
    before.current = state;
  }, [state, onRetry]);
}

/** A list that has nothing in it yet: what would be here, and the commands that bring it. */
export function EmptyNotice(props: {
  readonly title: string;
  readonly children: ReactNode;
  readonly steps?: readonly { readonly what: string; readonly type: string }[];
}) {
  return (
    <section className="mx-auto w-full max-w-xl px-4 py-12">
      <h2 className="text-lg font-medium">{props.title}</h2>
      <div className="mt-1 text-ink-soft">{props.children}</div>
      {props.steps !== undefined && (
        <ol className="mt-6 flex flex-col gap-4">
          {props.steps.map(({ what, type }, i) => (
            <li key={type} className="grid grid-cols-[1.5rem_minmax(0,1fr)] gap-x-2">
              <span
                aria-hidden
                className="flex size-5 items-center justify-center rounded-full bg-accent-soft text-xs text-accent"
              >
                {i + 1}
              </span>
              <div className="flex min-w-0 flex-col gap-1.5">
                <span>{what}</span>
                <Copyable text={type} />
              </div>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

/** Grey lines where something will stand; seen only after 150 ms. */
export function Skeleton({ lines, label }: { readonly lines: number; readonly label: string }) {
  const widths = ["w-2/3", "w-1/2", "w-3/5", "w-5/6", "w-2/5"];
  return (
    <div role="status" className="delayed flex flex-col gap-3 p-4">
      <span className="sr-only">{label}</span>
      {Array.from({ length: lines }, (_, i) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines have no identity
          key={i}
          className={`h-3.5 rounded bg-sunken ${widths[i % widths.length]}`}
        />
      ))}
    </div>
  );
}
