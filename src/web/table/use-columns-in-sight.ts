import { type RefObject, useEffect, useMemo, useState } from "react";
import type { Column } from "./column.ts";
import { type Layout, layOut } from "./columns-in-sight.ts";

/** Pixels that are scrolled sideways before the columns are chosen anew. */
const STRIDE_PX = 150;
/** So long after the last movement sideways the table is at rest. */
const REST_MS = 150;

type View = {
  readonly left: number;
  readonly right: number;
  /** Pixels that the table is scrolled sideways, while that rests; undefined while it moves. */
  readonly aside: number | undefined;
};

/** The columns in sight, followed while the table scrolls sideways. */
export function useColumnsInSight<R>(
  frame: RefObject<HTMLElement | null>,
  columns: readonly Column<R>[],
): Layout<R> & Pick<View, "aside"> {
  const [view, setView] = useState<View>({ left: 0, right: 2000, aside: 0 });
  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    let at = element.scrollLeft;
    let rest: ReturnType<typeof setTimeout> | undefined;
    const look = (aside: number | undefined): void => {
      const left = Math.floor(at / STRIDE_PX) * STRIDE_PX;
      const right = left + Math.ceil(element.clientWidth / STRIDE_PX + 1) * STRIDE_PX;
      setView((was) =>
        was.left === left && was.right === right && was.aside === aside
          ? was
          : { left, right, aside },
      );
    };
    const scrolled = (): void => {
      if (element.scrollLeft === at) return;
      at = element.scrollLeft;
      clearTimeout(rest);
      rest = setTimeout(look, REST_MS, at);
      look(undefined);
    };
    look(at);
    // Captured, so that it looks before the rows are made anew: after that, looking would lay out all of them at once.
    element.addEventListener("scroll", scrolled, { passive: true, capture: true });
    const watch = new ResizeObserver(() => {
      at = element.scrollLeft;
      look(at);
    });
    watch.observe(element);
    return () => {
      clearTimeout(rest);
      element.removeEventListener("scroll", scrolled, { capture: true });
      watch.disconnect();
    };
  }, [frame]);
  const layout = useMemo(
    () => layOut(columns, view.left, view.right),
    [columns, view.left, view.right],
  );
  return useMemo(() => ({ ...layout, aside: view.aside }), [layout, view.aside]);
}
