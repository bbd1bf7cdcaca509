import { useEffect, useState } from "react";
import { plotWidth } from "./draw-lines.ts";

/** Charts of nearly the same width share an answer. */
const STEP_PX = 20;

/** The width of the lines in a chart there, in steps, once it has been near the visible part of the page. */
export function useWidthInSight(place: {
  readonly current: HTMLElement | null;
}): number | undefined {
  const [width, setWidth] = useState<number>();
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const watch = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting !== true) return;
        setWidth(Math.max(100, Math.ceil(plotWidth(element.clientWidth) / STEP_PX) * STEP_PX));
        watch.disconnect();
      },
      { rootMargin: "200px" },
    );
    watch.observe(element);
    return () => watch.disconnect();
  }, [place]);
  return width;
}
