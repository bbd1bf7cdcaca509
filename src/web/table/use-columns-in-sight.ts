import { type RefObject, useEffect, useMemo, useState } from "react";
import type { Column } from "./column.ts";
import { type Layout, layOut } from "./columns-in-sight.ts";

/** Pixels that are scrolled sideways before the columns are chosen anew. */
const STRIDE_PX = 150;

/** The columns in sight, followed while the table scrolls sideways. */
export function useColumnsInSight<R>(
  frame: RefObject<HTMLElement | null>,
  columns: readonly Column<R>[],
): Layout<R> {
  const [view, setView] = useState({ left: 0, right: 2000 });
  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const look = (): void => {
      const left = Math.floor(element.scrollLeft / STRIDE_PX) * STRIDE_PX;
      const right = left + Math.ceil(element.clientWidth / STRIDE_PX + 1) * STRIDE_PX;
      setView((was) => (was.left === left && was.right === right ? was : { left, right }));
    };
    look();
    element.addEventListener("scroll", look, { passive: true });
    const watch = new ResizeObserver(look);
    watch.observe(element);
    return () => {
      element.removeEventListener("scroll", look);
      watch.disconnect();
    };
  }, [frame]);
  return useMemo(() => layOut(columns, view.left, view.right), [columns, view]);
}
