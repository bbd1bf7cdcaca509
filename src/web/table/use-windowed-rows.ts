import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";

/** One answer for a stretch of a long list. `extra` is what comes with every stretch: known columns and the like. */
export type Stretch<R, X> = {
  readonly total: number;
  readonly rows: readonly R[];
  readonly extra: X;
};

/** The rows held of a long list, by their place in it. */
export type HeldRows<R, X> = {
  readonly total: number;
  readonly rows: ReadonlyMap<number, R>;
  readonly extra: X;
  /** When the list was last read anew; stretches of an older reading are not mixed in. */
  readonly readAt: number;
};

const STRETCH = 100;
const MARGIN = 50;
const REST_MS = 40;

/**
 * Reads a long list in stretches as it is scrolled. `refresh` reads the stretch in sight anew, in one request, so that
 * everything on the screen changes at once.
 */
export function useWindowedRows<R, X>(
  key: readonly unknown[],
  read: (offset: number, limit: number, signal: AbortSignal) => Promise<Stretch<R, X>>,
) {
  const client = useQueryClient();
  const sight = useRef({ first: 0, last: 0 });
  const asked = useRef(new Set<string>());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const query = useQuery({
    queryKey: key,
    queryFn: async ({ signal }): Promise<HeldRows<R, X>> => {
      const offset = Math.max(0, sight.current.first - MARGIN);
      const limit = Math.max(STRETCH, sight.current.last + MARGIN - offset);
      const { total, rows, extra } = await read(offset, limit, signal);
      const held = new Map(rows.map((row, i): [number, R] => [offset + i, row]));
      return { total, rows: held, extra, readAt: performance.now() };
    },
    placeholderData: keepPreviousData,
  });
  // A question that was refused (a filter half typed) leaves what was there.
  const last = useRef(query.data);
  if (query.data !== undefined) last.current = query.data;
  const data = query.data ?? last.current;
  const name = JSON.stringify(key);
  useEffect(() => () => clearTimeout(timer.current), []);

  const loadMissing = async (): Promise<void> => {
    const held = client.getQueryData<HeldRows<R, X>>(key);
    if (held === undefined) return;
    const { first, last } = sight.current;
    for (let start = first - (first % STRETCH); start <= last; start += STRETCH) {
      const token = `${name} ${held.readAt} ${start}`;
      if (asked.current.has(token) || isFull(held, Math.max(start, first), last)) continue;
      asked.current.add(token);
      try {
        const stretch = await read(start, STRETCH, new AbortController().signal);
        client.setQueryData<HeldRows<R, X>>(key, (now) => {
          if (now === undefined || now.readAt !== held.readAt) return now;
          const rows = new Map(now.rows);
          for (const [i, row] of stretch.rows.entries()) rows.set(start + i, row);
          return { ...now, rows };
        });
      } catch {
        asked.current.delete(token);
      }
    }
  };
  const latestLoad = useRef(loadMissing);
  latestLoad.current = loadMissing;
  const onSight = useCallback((first: number, last: number) => {
    sight.current = { first, last };
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void latestLoad.current(), REST_MS);
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

function isFull<R, X>(held: HeldRows<R, X>, from: number, to: number): boolean {
  const last = Math.min(to, held.total - 1);
  for (let i = from; i <= last; i += 1) if (!held.rows.has(i)) return false;
  return true;
}
