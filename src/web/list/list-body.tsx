import { type ReactNode, useEffect, useRef } from "react";
import { Problem } from "#web/api";
import { Button } from "#web/form";
import { EmptyNotice, ProblemNotice, Skeleton } from "#web/notice";

/** What the server said of a filter that it could not read; undefined where that is not what went wrong. */
export function rejectionOf(error: Error | null, text: string): string | undefined {
  return error instanceof Problem && error.status === 400 && text !== ""
    ? error.message
    : undefined;
}

/** Below the toolbar: the rows, or what stands there while, because or although there are none. */
export function ListBody(props: {
  readonly noun: string;
  /** Undefined while the list is on its way. */
  readonly total: number | undefined;
  readonly error: Error | null;
  readonly rejected: string | undefined;
  /** Whether nothing narrows the list. */
  readonly isUnfiltered: boolean;
  /** Parts of the address that mean nothing here. */
  readonly ignored: readonly string[];
  /** Where there is nothing at all yet. */
  readonly none: ReactNode;
  readonly onRetry: () => void;
  readonly onClear: () => void;
  readonly children: ReactNode;
}) {
  const { noun, total, error, isUnfiltered } = props;
  return (
    <>
      {props.ignored.length > 0 && (
        <p role="alert" className="border-b border-line bg-warn-soft px-4 py-1.5 text-sm text-warn">
          This address asks for {props.ignored.join(" and ")}, which means nothing here; it was left
          out.
        </p>
      )}
      {total === undefined && error === null && <Skeleton lines={12} label={`Loading ${noun}s`} />}
      {error !== null && props.rejected === undefined && total === undefined && (
        <ProblemNotice problem={error} doing={`read the ${noun}s`} onRetry={props.onRetry} />
      )}
      {total !== undefined && total > 0 && props.children}
      {total === 0 && isUnfiltered && props.none}
      {total === 0 && !isUnfiltered && (
        <EmptyNotice title={`No ${noun} matches`}>
          <p>Nothing fits this filter.</p>
          <ClearFilter onClear={props.onClear} />
        </EmptyNotice>
      )}
    </>
  );
}

/** Has the focus, unless somebody is still typing the filter. */
function ClearFilter({ onClear }: { readonly onClear: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (document.activeElement === document.body) button.current?.focus();
  }, []);
  return (
    <Button ref={button} className="mt-3" onClick={onClear}>
      Clear the filter
    </Button>
  );
}
