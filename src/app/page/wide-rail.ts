import { useState } from "react";

const KEY = "fettle.rail";

/** Whether the rail shows its labels; kept in this browser. */
export function useWideRail(): [boolean, (wide: boolean) => void] {
  const [wide, setWide] = useState(localStorage.getItem(KEY) !== "narrow");
  return [
    wide,
    (next) => {
      if (next) localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, "narrow");
      setWide(next);
    },
  ];
}
