import { useCallback, useMemo, useState } from "react";
import type { Column } from "./column.ts";

/** The columns with the width of the one whose edge is being dragged; the owner is told when it is let go. */
export function useWidths<R>(
  given: readonly Column<R>[],
  onWidth: ((key: string, width: number) => void) | undefined,
) {
  const [dragged, setDragged] = useState<{ key: string; width: number }>();
  const columns = useMemo(
    () =>
      dragged === undefined
        ? given
        : given.map((column) =>
            column.key === dragged.key ? { ...column, width: dragged.width, grows: false } : column,
          ),
    [given, dragged],
  );
  const drag = useCallback(
    (key: string, width: number, done: boolean): void => {
      setDragged(done ? undefined : { key, width });
      if (done) onWidth?.(key, width);
    },
    [onWidth],
  );
  return { columns, onWidth: onWidth === undefined ? undefined : drag };
}
