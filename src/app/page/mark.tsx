import { useQuery } from "@tanstack/react-query";
import { api } from "#web/api";
import { PageLink, useAddress } from "#web/page";
import type { AppApi } from "../api.ts";

/** The mark, and the project shown where it is only one. */
export function Mark({ wide }: { readonly wide: boolean }) {
  const [{ project }] = useAddress();
  const { data } = useQuery({
    queryKey: ["server"],
    queryFn: ({ signal }) => api<AppApi>(signal).get("/api/fettle/1/server"),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <PageLink to="/" className="flex h-9 shrink-0 items-center gap-2.5 rounded-md px-1.5">
      <svg viewBox="0 0 32 32" aria-hidden="true" className="size-5 shrink-0">
        <rect width="32" height="32" rx="7" className="fill-accent" />
        <path
          d="M10 25V9.5a2.5 2.5 0 0 1 2.5-2.5H23M10 16h10"
          fill="none"
          strokeWidth="3.5"
          strokeLinecap="round"
          strokeLinejoin="round"
          className="stroke-on-accent"
        />
      </svg>
      <span className={`min-w-0 ${wide ? "max-sm:sr-only" : "sr-only"}`}>
        <span className="block truncate leading-tight font-semibold">{project ?? "Fettle"}</span>
        {data !== undefined && (
          <span className="block text-xs leading-tight text-ink-faint">
            {project !== undefined && "Fettle "}
            {data.version}
          </span>
        )}
      </span>
    </PageLink>
  );
}
