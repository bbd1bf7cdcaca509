import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";
import { HeldRows } from "./held-rows.ts";

/** One answer for a stretch of a long list. `extra` is what comes with every stretch: known columns and the like. */
export type Stretch<R, X> = {
  readonly total: number;
  readonly rows: readonly R[];
  readonly extra: X;
};

/** What was read of a long list. */
export type LongList<R extends { readonly id: string }, X> = {
  readonly total: number;
  readonly rows: HeldRows<R>;
  readonly extra: X;
  /** When the list was last read anew; stretches of an older reading are not mixed in. */
  readonly readAt: number;
};

/** Rows that are read at least, and those read beyond the ones in sight. */
const STRETCH = 100;
const MARGIN = 50;
/** While each movement leaves no row in sight, as when the scrollbar is dragged, rows are read when it rests. */
const REST_MS = 40;
const FLING_MS = 100;

/**
 * Reads a long list in stretches as it is scrolled, one at a time and ahead of what is in sight. `refresh` reads the
 * stretch in sight anew, in one request, so that everything on the screen changes at once.
 */
export function useWindowedRows<R extends { readonly id: string }, X>(
  key: readonly unknown[],
  read: (offset: number, limit: number, signal: AbortSignal) => Promise<Stretch<R, X>>,
) {
  const client = useQueryClient();
  const sight = useRef<Sight>({ first: 0, last: 0, down: true, at: 0 });
  const query = useQuery({
    queryKey: key,
    queryFn: async ({ signal }): Promise<LongList<R, X>> => {
      const offset = Math.max(0, sight.current.first - MARGIN);
      const limit = Math.max(STRETCH, sight.current.last + MARGIN - offset);
      const { total, rows, extra } = await read(offset, limit, signal);
      return {
        total,
        rows: new HeldRows<R>().with(offset, rows),
        extra,
        readAt: performance.now(),
      };
    },
    placeholderData: keepPreviousData,
  });
  // A question that was refused (a filter half typed) leaves what was there.
  const last = useRef(query.data);
  if (query.data !== undefined) last.current = query.data;
  const data = query.data ?? last.current;

  const loading = useRef<Loading>(undefined);
  const loadMissing = async (): Promise<void> => {
    const held = client.getQueryData<LongList<R, X>>(key);
    if (held === undefined) return;
    if (loading.current !== undefined) {
      // One at a time; what nobody looks at any more makes room for what is in sight.
      if (isBeside(loading.current, sight.current)) loading.current.controller.abort();
      return;
    }
    const missing = missingOf(held, sight.current);
    if (missing === undefined) return;
    const mine = { ...missing, controller: new AbortController() };
    loading.current = mine;
    let failed = false;
    try {
      const { from, to } = missing;
      const stretch = await read(from, to - from + 1, mine.controller.signal);
      client.setQueryData<LongList<R, X>>(key, (now) =>
        now === undefined || now.readAt !== held.readAt
          ? now
          : { ...now, rows: now.rows.with(from, stretch.rows) },
      );
      // A list that became shorter is about to be read anew.
      failed = stretch.rows.length === 0;
    } catch {
      failed = !mine.controller.signal.aborted;
    }
    loading.current = undefined;
    if (!failed) await latestLoad.current();
  };
  const latestLoad = useRef(loadMissing);
  latestLoad.current = loadMissing;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      loading.current?.controller.abort();
    },
    [],
  );
  const onSight = useCallback((first: number, last: number) => {
    const was = sight.current;
    sight.current = { first, last, down: first >= was.first, at: performance.now() };
    clearTimeout(timer.current);
    const isFlung = first > was.last || last < was.first;
    const waits = isFlung && sight.current.at - was.at < FLING_MS;
    if (waits) timer.current = setTimeout(() => void latestLoad.current(), REST_MS);
    else void latestLoad.current();
  }, []);
  const { refetch } = query;
  const refresh = useCallback(() => void refetch({ cancelRefetch: false }), [refetch]);
  return {
    data,
    error: query.error,
    isStale: query.isPlaceholderData || query.data === undefined,
    onSight,
    refresh,
  };
}

type Sight = {
  readonly first: number;
  readonly last: number;
  /** Which way it moved. */
  readonly down: boolean;
  readonly at: number;
};

type Part = { readonly from: number; readonly to: number };
type Loading = Part & { readonly controller: AbortController };

function isBeside({ from, to }: Part, { first, last }: Sight): boolean {
  return last < from || first > to;
}

/**
 * The stretch to read next: what is in sight and not held, with what comes next in the direction of the movement. Where
 * all in sight is held and enough beyond, nothing.
 */
function missingOf<R extends { readonly id: string }>(
  { total, rows }: LongList<R, unknown>,
  { first, last, down }: Sight,
): Part | undefined {
  const end = total - 1;
  const near = rows.missing(
    Math.max(0, down ? first : first - MARGIN),
    Math.min(end, down ? last + MARGIN : last),
  );
  if (near === undefined) return undefined;
  return down
    ? { from: near.from, to: Math.min(end, Math.max(near.to, near.from + STRETCH - 1)) }
    : { from: Math.max(0, Math.min(near.from, near.to - STRETCH + 1)), to: near.to };
}
