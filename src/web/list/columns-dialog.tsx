import { ArrowDown, ArrowUp, GripVertical, X } from "lucide-react";
import { useState } from "react";
import { Dialog } from "#web/dialog";
import { count } from "#web/figures";
import { Button } from "#web/form";
import type { ColumnSpec, ColumnWords } from "./column-words.ts";
import { moveColumn } from "./move-column.ts";

/** More would make a list that nobody reads; one types to narrow it. */
const LISTED_MAX = 100;

/** A column that there is. */
export type ColumnOffer<K extends string> = {
  readonly kind: K;
  readonly key: string;
  readonly title: string;
  /** How often it is found, or what else helps to choose. */
  readonly note: string;
};

/** How a list speaks of its columns. */
export type ColumnCatalogue<K extends string> = {
  readonly words: ColumnWords<K>;
  /** Kinds that are offered, in order, with what stands above each. */
  readonly sections: readonly (readonly [kind: K, title: string])[];
  /** Kinds that show a value in several ways: `metric` as last, best, min, max. */
  readonly ways: Partial<Record<K, readonly (readonly [kind: K, title: string])[]>>;
  titleOf(spec: ColumnSpec<K>): string;
};

type Chooses<K extends string> = {
  readonly catalogue: ColumnCatalogue<K>;
  readonly specs: readonly ColumnSpec<K>[];
  readonly onChange: (specs: readonly ColumnSpec<K>[]) => void;
};

/** Picks a table's columns and their order. What is changed shows at once, and stands in the address. */
export function ColumnsDialog<K extends string>(
  props: Chooses<K> & {
    readonly offers: readonly ColumnOffer<K>[];
    readonly onReset: () => void;
    readonly onClose: () => void;
  },
) {
  const { catalogue, specs, onChange } = props;
  return (
    <Dialog label="Columns" onClose={props.onClose} className="w-[min(52rem,calc(100vw-2rem))]">
      <div className="flex items-center gap-2 border-b border-line px-4 py-3">
        <h2 className="font-semibold">Columns</h2>
        <span role="status" className="text-sm text-ink-soft">
          {count(specs.length, "column")} beside the name
        </span>
        <Button className="ml-auto" onClick={props.onReset}>
          As at first
        </Button>
        <Button look="main" onClick={props.onClose}>
          Done
        </Button>
      </div>
      <div className="grid gap-4 p-4 sm:grid-cols-2">
        <Offers {...props} />
        <Order catalogue={catalogue} specs={specs} onChange={onChange} />
      </div>
    </Dialog>
  );
}

function Offers<K extends string>(
  props: Chooses<K> & { readonly offers: readonly ColumnOffer<K>[] },
) {
  const { catalogue, specs, onChange } = props;
  const [typed, setTyped] = useState("");
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const matching = props.offers.filter(({ kind, title }) => {
    const text = `${kind} ${title}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const listed = matching.slice(0, LISTED_MAX);
  return (
    <section aria-label="What there is" className="flex min-w-0 flex-col gap-2">
      <input
        data-first
        type="search"
        aria-label="Find a column"
        placeholder="Find a column"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        className="h-8 rounded-md border border-line-strong bg-paper px-2 text-sm text-ink"
      />
      <div className="h-80 overflow-y-auto rounded-md border border-line p-1">
        {catalogue.sections.map(([kind, title]) => {
          const own = listed.filter((each) => each.kind === kind);
          if (own.length === 0) return null;
          return (
            <fieldset key={kind} className="mb-2">
              <legend className="px-2 pt-1 text-xs text-ink-faint">{title}</legend>
              {own.map((offer) => (
                <OfferLine
                  key={offer.key}
                  offer={offer}
                  catalogue={catalogue}
                  specs={specs}
                  onChange={onChange}
                />
              ))}
            </fieldset>
          );
        })}
        {matching.length === 0 && (
          <p className="p-2 text-sm text-ink-soft">Nothing of this name.</p>
        )}
        {matching.length > listed.length && (
          <p className="p-2 text-xs text-ink-soft">
            Showing {listed.length} of {matching.length.toLocaleString("en-US")}; type to narrow.
          </p>
        )}
      </div>
    </section>
  );
}

function OfferLine<K extends string>(props: Chooses<K> & { readonly offer: ColumnOffer<K> }) {
  const { offer, specs, onChange } = props;
  const ways = props.catalogue.ways[offer.kind];
  const has = (kind: K): boolean =>
    specs.some((each) => each.kind === kind && each.key === offer.key);
  const set = (kind: K, on: boolean): void => {
    const rest = specs.filter((each) => each.kind !== kind || each.key !== offer.key);
    onChange(on ? [...rest, { kind, key: offer.key }] : rest);
  };
  const box = (kind: K, label: string, seen: string) => (
    <label key={kind} className="flex items-center gap-1 whitespace-nowrap">
      <input
        type="checkbox"
        aria-label={label}
        checked={has(kind)}
        onChange={(event) => set(kind, event.target.checked)}
        className="accent-accent"
      />
      {seen}
    </label>
  );
  return (
    <div className="flex min-w-0 items-center gap-2 rounded px-2 py-0.5 text-sm hover:bg-hover">
      {ways !== undefined ? (
        <>
          <span className="min-w-0 flex-1 truncate" title={`${offer.title}: ${offer.note}`}>
            {offer.title}
          </span>
          <span className="flex gap-2 text-xs text-ink-soft">
            {ways.map(([kind, title]) => box(kind, `${offer.title}, ${title}`, title))}
          </span>
        </>
      ) : (
        <>
          <span className="min-w-0 flex-1 truncate">
            {box(offer.kind, offer.title, offer.title)}
          </span>
          <span className="text-xs whitespace-nowrap text-ink-faint">{offer.note}</span>
        </>
      )}
    </div>
  );
}

/** The chosen ones in order: moved by dragging, or by the buttons beside them. */
function Order<K extends string>({ catalogue, specs, onChange }: Chooses<K>) {
  const { words } = catalogue;
  const [dragged, setDragged] = useState<string>();
  const placeOf = (name: string): number => specs.findIndex((spec) => words.nameOf(spec) === name);
  const move = (from: number, by: number): void => {
    const moved = moveColumn(specs, from, by);
    if (moved !== undefined) onChange(moved);
  };
  const dragOver = (over: string): void => {
    if (dragged === undefined || dragged === over) return;
    move(placeOf(dragged), placeOf(over) - placeOf(dragged));
  };
  return (
    <section aria-label="Columns in order" className="flex min-w-0 flex-col gap-2">
      <p className="flex h-8 items-center text-sm text-ink-soft">In this order; drag to move</p>
      <ol className="h-80 overflow-y-auto rounded-md border border-line p-1">
        {specs.map((spec, i) => {
          const name = words.nameOf(spec);
          const title = catalogue.titleOf(spec);
          return (
            <li
              key={name}
              draggable
              onDragStart={() => setDragged(name)}
              onDragOver={(event) => {
                event.preventDefault();
                dragOver(name);
              }}
              onDragEnd={() => setDragged(undefined)}
              className={`flex items-center gap-1 rounded px-1 text-sm hover:bg-hover ${dragged === name ? "bg-accent-soft" : ""}`}
            >
              <GripVertical size={14} aria-hidden className="shrink-0 cursor-grab text-ink-faint" />
              <span className="min-w-0 flex-1 truncate">{title}</span>
              <Button
                look="quiet"
                aria-label={`Move ${title} up`}
                disabled={i === 0}
                onClick={() => move(i, -1)}
              >
                <ArrowUp size={14} aria-hidden />
              </Button>
              <Button
                look="quiet"
                aria-label={`Move ${title} down`}
                disabled={i === specs.length - 1}
                onClick={() => move(i, 1)}
              >
                <ArrowDown size={14} aria-hidden />
              </Button>
              <Button
                look="quiet"
                aria-label={`Take ${title} out`}
                onClick={() => onChange(specs.filter((each) => each !== spec))}
              >
                <X size={14} aria-hidden />
              </Button>
            </li>
          );
        })}
        {specs.length === 0 && <li className="p-2 text-sm text-ink-soft">None but the name.</li>}
      </ol>
    </section>
  );
}
