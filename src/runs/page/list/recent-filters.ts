import { useCallback, useState } from "react";

const KEY = "fettle.runs.filters";
const MOST = 8;

/** The filters used last in this browser, newest first, and a function that adds one. */
export function useRecentFilters(): [readonly string[], (filter: string) => void] {
  const [recent, setRecent] = useState(read);
  const remember = useCallback((filter: string) => {
    const text = filter.trim();
    if (text === "") return;
    // One that was only the beginning of this one was typed on the way here.
    const others = read().filter((each) => !text.startsWith(each) && each !== text);
    const next = [text, ...others].slice(0, MOST);
    localStorage.setItem(KEY, JSON.stringify(next));
    setRecent(next);
  }, []);
  return [recent, remember];
}

function read(): readonly string[] {
  try {
    const held: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(held) ? held.filter((each) => typeof each === "string") : [];
  } catch {
    return [];
  }
}
