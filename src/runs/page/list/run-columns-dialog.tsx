import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { count } from "#web/figures";
import {
  type ChosenColumns,
  type ColumnCatalogue,
  type ColumnOffer,
  ColumnsDialog,
} from "#web/list";
import { type ColumnKind, type ColumnSpec, FACTS, RUN_COLUMNS } from "./column-spec.ts";
import { type Keys, type KnownColumn, type RunsView, readKnownColumns } from "./read-runs.ts";

/** Picks the columns of the runs from what the matching ones have recorded. */
export function RunColumnsDialog(props: {
  readonly view: RunsView;
  readonly keys: Keys | undefined;
  readonly columns: ChosenColumns<ColumnKind>;
  readonly onReset: () => void;
  readonly onClose: () => void;
}) {
  const { view, columns } = props;
  const { text, status, project, experiment } = view;
  const { data } = useQuery({
    queryKey: ["runs-columns", text, status, project, experiment],
    queryFn: ({ signal }) => readKnownColumns(view, signal),
    retry: false,
  });
  const offers = useMemo(() => offersOf(props.keys, data), [props.keys, data]);
  return (
    <ColumnsDialog
      catalogue={CATALOGUE}
      offers={offers}
      specs={columns.specs}
      onChange={columns.setSpecs}
      onReset={props.onReset}
      onClose={props.onClose}
    />
  );
}

type Offer = ColumnOffer<ColumnKind>;

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

const CATALOGUE: ColumnCatalogue<ColumnKind> = {
  words: RUN_COLUMNS,
  sections: [
    ["metric", "Metrics"],
    ["param", "Parameters"],
    ["tag", "Tags"],
    ["fact", "Facts"],
  ],
  ways: {
    metric: [
      ["metric", "last"],
      ["best", "best"],
      ["min", "min"],
      ["max", "max"],
    ],
  },
  titleOf,
};

function titleOf({ kind, key }: ColumnSpec): string {
  if (kind === "fact") return FACTS.find((each) => each[0] === key)?.[1] ?? key;
  if (kind === "metric" || kind === "param") return key;
  return kind === "tag" ? `${key} (tag)` : `${kind} ${key}`;
}
