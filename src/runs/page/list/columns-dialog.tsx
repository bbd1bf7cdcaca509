import { useQuery } from "@tanstack/react-query";
import { ArrowDown, ArrowUp, GripVertical, X } from "lucide-react";
import { useMemo, useState } from "react";
import { Dialog } from "#web/dialog";
import { count } from "#web/figures";
import { Button } from "#web/form";
import { type ColumnKind, type ColumnSpec, FACTS, nameOfColumn } from "./column-spec.ts";
import { type Keys, type KnownColumn, type RunsView, readKnownColumns } from "./read-runs.ts";
import { moveColumn } from "./runs-table.tsx";
import type { ShownColumns } from "./shown-columns.ts";

/** More would make a list that nobody reads; one types to narrow it. */
const LISTED_MAX = 100;

/** Picks the table's columns and their order. What is changed shows at once, and stands in the address. */
export function ColumnsDialog(props: {
  readonly view: RunsView;
  readonly keys: Keys | undefined;
  readonly columns: ShownColumns;
  readonly onReset: () => void;
  readonly onClose: () => void;
}) {
  const { view, columns } = props;
  const { specs, setSpecs } = columns;
  const { text, status, project, experiment } = view;
  const { data } = useQuery({
    queryKey: ["runs-columns", text, status, project, experiment],
    queryFn: ({ signal }) => readKnownColumns(view, signal),
    retry: false,
  });
  const offers = useMemo(() => offersOf(props.keys, data), [props.keys, data]);
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
        <Offers offers={offers} specs={specs} onChange={setSpecs} />
        <Order specs={specs} onChange={setSpecs} />
      </div>
    </Dialog>
  );
}

type Offer = {
  readonly kind: "fact" | "metric" | "param" | "tag";
  readonly key: string;
  readonly title: string;
  readonly note: string;
};

function offersOf(
  keys: Keys | undefined,
  known: readonly KnownColumn[] | undefined,
): readonly Offer[] {
  const notes = new Map(
    known?.map((each) => [
      `${each.kind} ${each.key}`,
      `${count(each.runs, "run")}${each.distinct === 1 ? ", all the same" : ""}`,
    ]),
  );
  const offer = (kind: Offer["kind"], key: string, title = key): Offer => ({
    kind,
    key,
    title,
    note: notes.get(`${kind} ${key}`) ?? "",
  });
  const tags = (known ?? []).filter(({ kind }) => kind === "tag");
  return [
    ...(keys?.metrics ?? []).map((key) => offer("metric", key)),
    ...(keys?.params ?? []).map((key) => offer("param", key)),
    ...tags.map(({ key }) => offer("tag", key)),
    ...FACTS.map(([key, title]) => offer("fact", key, title)),
  ];
}

const GROUPS = [
  ["metric", "Metrics"],
  ["param", "Parameters"],
  ["tag", "Tags"],
  ["fact", "Facts"],
] as const;

const OF_METRIC: readonly (readonly [kind: ColumnKind, title: string])[] = [
  ["metric", "last"],
  ["best", "best"],
  ["min", "min"],
  ["max", "max"],
];

type OnChange = (specs: readonly ColumnSpec[]) => void;

function Offers(props: {
  readonly offers: readonly Offer[];
  readonly specs: readonly ColumnSpec[];
  readonly onChange: OnChange;
}) {
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
        {GROUPS.map(([kind, title]) => {
          const own = listed.filter((each) => each.kind === kind);
          if (own.length === 0) return null;
          return (
            <fieldset key={kind} className="mb-2">
              <legend className="px-2 pt-1 text-xs text-ink-faint">{title}</legend>
              {own.map((offer) => (
                <OfferLine key={offer.key} offer={offer} {...props} />
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

function OfferLine(props: {
  readonly offer: Offer;
  readonly specs: readonly ColumnSpec[];
  readonly onChange: OnChange;
}) {
  const { offer, specs, onChange } = props;
  const has = (kind: ColumnKind): boolean =>
    specs.some((each) => each.kind === kind && each.key === offer.key);
  const set = (kind: ColumnKind, on: boolean): void => {
    const rest = specs.filter((each) => each.kind !== kind || each.key !== offer.key);
    onChange(on ? [...rest, { kind, key: offer.key }] : rest);
  };
  const box = (kind: ColumnKind, label: string, seen: string) => (
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
      {offer.kind === "metric" ? (
        <>
          <span className="min-w-0 flex-1 truncate" title={`${offer.title}: ${offer.note}`}>
            {offer.title}
          </span>
          <span className="flex gap-2 text-xs text-ink-soft">
            {OF_METRIC.map(([kind, title]) => box(kind, `${offer.title}, ${title}`, title))}
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
function Order({
  specs,
  onChange,
}: {
  readonly specs: readonly ColumnSpec[];
  readonly onChange: OnChange;
}) {
  const [dragged, setDragged] = useState<string>();
  const move = (name: string, by: number): void => {
    const moved = moveColumn(specs, name, by);
    if (moved !== undefined) onChange(moved);
  };
  const dragOver = (over: string): void => {
    if (dragged === undefined || dragged === over) return;
    const places = specs.map(nameOfColumn);
    move(dragged, places.indexOf(over) - places.indexOf(dragged));
  };
  return (
    <section aria-label="Columns in order" className="flex min-w-0 flex-col gap-2">
      <p className="flex h-8 items-center text-sm text-ink-soft">In this order; drag to move</p>
      <ol className="h-80 overflow-y-auto rounded-md border border-line p-1">
        {specs.map((spec, i) => {
          const name = nameOfColumn(spec);
          const title = titleOf(spec);
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
                onClick={() => move(name, -1)}
              >
                <ArrowUp size={14} aria-hidden />
              </Button>
              <Button
                look="quiet"
                aria-label={`Move ${title} down`}
                disabled={i === specs.length - 1}
                onClick={() => move(name, 1)}
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

function titleOf({ kind, key }: ColumnSpec): string {
  if (kind === "fact") return FACTS.find((each) => each[0] === key)?.[1] ?? key;
  if (kind === "metric" || kind === "param") return key;
  return kind === "tag" ? `${key} (tag)` : `${kind} ${key}`;
}
