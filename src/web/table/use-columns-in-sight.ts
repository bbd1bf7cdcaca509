import { type RefObject, useEffect, useMemo, useState } from "react";
import type { Column } from "./column.ts";
import { type Layout, layOut } from "./columns-in-sight.ts";

/** Pixels that are scrolled sideways before the columns are chosen anew. */
const STRIDE_PX = 150;

/** `isAside`: the first column's own place is out of sight. */
type InSight<R> = Layout<R> & { readonly isAside: boolean };

/** The columns in sight, followed while the table scrolls sideways. */
export function useColumnsInSight<R>(
  frame: RefObject<HTMLElement | null>,
  columns: readonly Column<R>[],
): InSight<R> {
  const [view, setView] = useState({ left: 0, right: 2000, isAside: false });
  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const look = (): void => {
      const left = Math.floor(element.scrollLeft / STRIDE_PX) * STRIDE_PX;
      const right = left + Math.ceil(element.clientWidth / STRIDE_PX + 1) * STRIDE_PX;
      const isAside = element.scrollLeft > 0;
      setView((was) =>
        was.left === left && was.right === right && was.isAside === isAside
          ? was
          : { left, right, isAside },
      );
    };
    look();
    // Captured, so that it looks before the rows are made anew: after that, looking would lay out all of them at once.
    element.addEventListener("scroll", look, { passive: true, capture: true });
    const watch = new ResizeObserver(look);
    watch.observe(element);
    return () => {
      element.removeEventListener("scroll", look, { capture: true });
      watch.disconnect();
    };
  }, [frame]);
  const layout = useMemo(
    () => layOut(columns, view.left, view.right),
    [columns, view.left, view.right],
  );
  return useMemo(() => ({ ...layout, isAside: view.isAside }), [layout, view.isAside]);
}
