import { ChevronRight } from "lucide-react";
import { type ReactNode, useEffect } from "react";
import { PageLink } from "./page-link.tsx";

/** The line above a screen: where one is, and what can be done here. Sets the tab's title. */
export function PageHeader(props: {
  readonly title: string;
  /** The list that holds this thing. */
  readonly parent?: { readonly to: string; readonly label: string };
  /** Beside the title: a count, a status. */
  readonly aside?: ReactNode;
  readonly children?: ReactNode;
}) {
  const { title, parent } = props;
  useEffect(() => {
    document.title = `${[title, parent?.label].filter(Boolean).join(" · ")} · Fettle`;
  }, [title, parent?.label]);
  return (
    <header className="flex min-h-12 shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-paper px-4 py-2">
      <nav aria-label="Breadcrumb" className="min-w-0">
        <ol className="flex min-w-0 items-center gap-1.5">
          {parent !== undefined && (
            <li className="flex items-center gap-1.5 text-ink-soft">
              <PageLink to={parent.to} className="rounded hover:text-ink hover:underline">
                {parent.label}
              </PageLink>
              <ChevronRight size={14} aria-hidden className="text-ink-faint" />
            </li>
          )}
          <li className="min-w-0">
            <h1 className="truncate text-lg font-semibold" aria-current="page">
              {title}
            </h1>
          </li>
        </ol>
      </nav>
      {props.aside}
      <div className="ml-auto flex flex-wrap items-center gap-2">{props.children}</div>
    </header>
  );
}
