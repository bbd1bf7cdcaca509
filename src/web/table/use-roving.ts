import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";

/**
 * The one row that has the focus or gets it back (roving), and moving it. A row that was not read yet is scrolled to,
 * and takes the focus once it has come.
 */
export function useRoving<R>(options: {
  readonly frame: RefObject<HTMLElement | null>;
  readonly total: number;
  readonly chosen: string | undefined;
  readonly rowAt: (index: number) => R | undefined;
  readonly idOf: (row: R) => string;
  readonly placeOf: (id: string) => number | undefined;
  readonly onChoose: ((row: R) => void) | undefined;
}) {
  const { frame, total, chosen, rowAt, idOf, placeOf } = options;
  const [focusedId, setFocusedId] = useState<string>();
  const awaited = useRef<number>(undefined);
  const focusRow = useFocus(frame);
  const activeId = chosen ?? focusedId;
  const active = Math.max(0, (activeId === undefined ? undefined : placeOf(activeId)) ?? 0);
  const settle = (place: number): boolean => {
    const row = rowAt(place);
    if (row === undefined) return false;
    setFocusedId(idOf(row));
    options.onChoose?.(row);
    focusRow(idOf(row));
    return true;
  };
  const move = (to: number, scrollTo: (place: number) => void): void => {
    const place = Math.min(Math.max(to, 0), total - 1);
    scrollTo(place);
    awaited.current = settle(place) ? undefined : place;
  };
  useEffect(() => {
    if (awaited.current !== undefined && settle(awaited.current)) awaited.current = undefined;
  });
  return { activeId, active, move, setFocusedId };
}

/** Gives the focus to a row as soon as it is in the document. */
function useFocus(frame: RefObject<HTMLElement | null>): (id: string) => void {
  const [wanted, setWanted] = useState<{ readonly id: string }>();
  useLayoutEffect(() => {
    if (wanted === undefined) return;
    const row = frame.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(wanted.id)}"]`);
    row?.focus({ preventScroll: true });
  }, [wanted, frame]);
  return useCallback((id) => setWanted({ id }), []);
}
