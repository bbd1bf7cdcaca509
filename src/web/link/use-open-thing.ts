import { useCallback } from "react";
import { useGo } from "#web/page";
import { linkTo } from "./link-to.ts";

/** Goes to the screen of a thing; nothing happens where it has none. */
export function useOpenThing(): (kind: string, id: string) => void {
  const go = useGo();
  return useCallback(
    (kind, id) => {
      const to = linkTo(kind, id);
      if (to !== undefined) go(to);
    },
    [go],
  );
}
