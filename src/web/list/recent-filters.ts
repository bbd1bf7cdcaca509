import { useCallback, useState } from "react";

const MOST = 8;

/** The filters used last in this browser, newest first, and a function that adds one. Each list has its own `place`. */
export function useRecentFilters(place: string): [readonly string[], (filter: string) => void] {
  const [recent, setRecent] = useState(() => read(place));
  const remember = useCallback(
    (filter: string) => {
      const text = filter.trim();
      if (text === "") return;
      // One that was only the beginning of this one was typed on the way here.
      const others = read(place).filter((each) => !text.startsWith(each) && each !== text);
      const next = [text, ...others].slice(0, MOST);
      localStorage.setItem(keyOf(place), JSON.stringify(next));
      setRecent(next);
    },
    [place],
  );
  return [recent, remember];
}

function keyOf(place: string): string {
  return `fettle.${place}.filters`;
}

function read(place: string): readonly string[] {
  try {
    const held: unknown = JSON.parse(localStorage.getItem(keyOf(place)) ?? "[]");
    return Array.isArray(held) ? held.filter((each) => typeof each === "string") : [];
  } catch {
    return [];
  }
}
