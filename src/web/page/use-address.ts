import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";

/** The address' search part: texts by name. What a screen does not know stays where it is. */
export type Search = Readonly<Record<string, string | undefined>>;

/**
 * The state of a screen that lives in the address, and a function that changes parts of it; `undefined` and the empty
 * text take a part out. Changes replace the history's entry unless `push` is asked for.
 */
export function useAddress(): [
  Search,
  (change: Search, options?: { readonly push?: boolean }) => void,
] {
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const change = useCallback(
    (patch: Search, options: { readonly push?: boolean } = {}) => {
      void navigate({
        to: ".",
        search: ((before: Search) => clean({ ...before, ...patch })) as never,
        replace: options.push !== true,
        resetScroll: false,
      });
    },
    [navigate],
  );
  return [search, change];
}

function clean(search: Search): Search {
  return Object.fromEntries(
    Object.entries(search).filter(([, value]) => value !== undefined && value !== ""),
  );
}

/** A parameter of the address' path, decoded. */
export function usePathParameter(name: string): string {
  const params = useParams({ strict: false }) as Readonly<Record<string, string | undefined>>;
  return params[name] ?? "";
}
