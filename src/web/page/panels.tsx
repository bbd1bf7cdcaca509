import { Suspense, use, useId } from "react";
import { Boundary, Skeleton } from "#web/notice";
import type { ShownThing } from "./define-panel.ts";
import { type PlacedPanel, panelsOn } from "./known-panels.ts";

type OnThing = {
  /** The thing's kind. */
  readonly on: string;
  readonly thing: ShownThing;
};

/**
 * What the slices have to show of a thing. Each panel stands by itself: one whose code or data fails says so in its own
 * place, and the screen goes on.
 */
export function Panels({ on, thing }: OnThing) {
  const panels = panelsOn(on).filter(({ fits }) => fits?.(thing) !== false);
  const wide = panels.filter(({ isWide }) => isWide === true);
  const others = panels.filter(({ isWide }) => isWide !== true);
  return (
    <>
      {wide.map((panel) => (
        <Placed key={panel.title} panel={panel} on={on} thing={thing} />
      ))}
      {others.length > 0 && (
        <div className="grid gap-x-8 gap-y-6 sm:grid-cols-[repeat(auto-fit,minmax(17rem,1fr))]">
          {others.map((panel) => (
            <Placed key={panel.title} panel={panel} on={on} thing={thing} />
          ))}
        </div>
      )}
    </>
  );
}

type PlacedProps = OnThing & { readonly panel: PlacedPanel };

function Placed(props: PlacedProps) {
  const id = useId();
  const { title, code } = props.panel;
  return (
    <section aria-labelledby={id} className="min-w-0">
      <div className="mb-2 flex items-center gap-3">
        <h2 id={id} className="font-semibold">
          {title}
        </h2>
        <Suspense fallback={null}>
          <Aside {...props} />
        </Suspense>
      </div>
      <Boundary doing={`show the ${title.toLowerCase()}`} onRetry={code.forget}>
        <Suspense fallback={<Skeleton lines={2} label={`Loading the ${title.toLowerCase()}`} />}>
          <Content {...props} />
        </Suspense>
      </Boundary>
    </section>
  );
}

function Aside({ panel, on, thing }: PlacedProps) {
  const Part = use(panel.code.readAside());
  return Part === undefined ? null : <Part kind={on} thing={thing} />;
}

function Content({ panel, on, thing }: PlacedProps) {
  const { Panel } = use(panel.code.read());
  return <Panel kind={on} thing={thing} />;
}
