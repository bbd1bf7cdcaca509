import type { ReactNode } from "react";

/** The line below a list's header: what narrows, groups and lays out its rows. */
export function ListToolbar({ children }: { readonly children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center gap-2 border-b border-line bg-paper px-4 py-2">
      {children}
    </div>
  );
}
