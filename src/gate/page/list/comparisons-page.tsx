import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api } from "#web/api";
import { count, formatTime } from "#web/figures";
import { linkTo, ThingLink, useOpenThing } from "#web/link";
import { useLive } from "#web/live";
import { EmptyNotice, ProblemNotice, Skeleton } from "#web/notice";
import { PageHeader, useAddress } from "#web/page";
import { type Column, Grid, RowLink } from "#web/table";
import type { GateApi } from "../../api.ts";
import type { ComparisonRow } from "../../model.ts";
import { VerdictBadge } from "../verdict-badge.tsx";

/** All comparisons, newest first. */
export function ComparisonsPage() {
  const [search] = useAddress();
  const open = useOpenThing();
  const { data, error, refetch, dataUpdatedAt } = useQuery({
    queryKey: ["comparisons", search["project"], search["model"]],
    queryFn: ({ signal }) =>
      api<GateApi>(signal).get("/api/fettle/1/gate/comparisons", {
        query: { project: search["project"], model: search["model"], limit: 1000 },
      }),
  });
  useLive("gate", () => void refetch());
  const rows = data?.comparisons;
  const places = useMemo(() => new Map(rows?.map(({ id }, i) => [id, i])), [rows]);
  return (
    <>
      <PageHeader
        title="Gate"
        aside={
          <span role="status" className="text-sm text-ink-soft">
            {rows !== undefined && count(rows.length, "comparison")}
          </span>
        }
      />
      {rows === undefined && error === null && <Skeleton lines={8} label="Loading comparisons" />}
      {rows === undefined && error !== null && (
        <ProblemNotice
          problem={error}
          doing="read the comparisons"
          onRetry={() => void refetch()}
        />
      )}
      {rows?.length === 0 && <NoComparisons />}
      {rows !== undefined && rows.length > 0 && (
        <Grid
          label="Comparisons"
          className="min-h-0 flex-1"
          columns={COLUMNS}
          total={rows.length}
          rowAt={(i) => rows[i]}
          idOf={(row) => row.id}
          placeOf={(id) => places.get(id)}
          readAt={dataUpdatedAt}
          onOpen={(row) => open("comparison", row.id)}
        />
      )}
    </>
  );
}

const number = (
  key: "fixed" | "broken" | "same" | "flaky" | "errors",
  title: string,
): Column<ComparisonRow> => ({
  key,
  title,
  width: 86,
  numeric: true,
  cell: ({ counts }) => (
    <span className={counts[key] === 0 ? "text-ink-faint" : "font-medium"}>{counts[key]}</span>
  ),
});

const COLUMNS: readonly Column<ComparisonRow>[] = [
  {
    key: "verdict",
    title: "Verdict",
    width: 136,
    cell: (row) => <VerdictBadge verdict={row.verdict} />,
  },
  {
    key: "model",
    title: "Candidate",
    width: 170,
    grows: true,
    cell: (row) => (
      <RowLink to={linkTo("comparison", row.id)}>
        {row.model}@{row.candidate}
      </RowLink>
    ),
  },
  {
    key: "champion",
    title: "Champion",
    width: 140,
    cell: (row) =>
      row.champion === null ? (
        "none yet"
      ) : (
        <ThingLink kind="model" id={`${row.model}@${row.champion}`} look="plain" inRow />
      ),
  },
  number("broken", "Broken"),
  number("fixed", "Fixed"),
  number("same", "Same"),
  number("flaky", "Flaky"),
  number("errors", "Errors"),
  {
    key: "createdAt",
    title: "When",
    width: 130,
    numeric: true,
    cell: (row) => (
      <time dateTime={new Date(row.createdAt).toISOString()}>{formatTime(row.createdAt)}</time>
    ),
  },
];

function NoComparisons() {
  return (
    <EmptyNotice
      title="No comparisons yet"
      steps={[
        { what: "Register a run's model", type: "fettle models register intent --run NAME" },
        {
          what: "Make the first version the champion",
          type: "fettle promote intent@1",
        },
        { what: "Compare a candidate with it", type: "fettle compare intent@2" },
      ]}
    >
      <p>
        A candidate replaces the champion only when the whole product, tested with dialogues, is not
        worse. Each comparison stands here with its verdict.
      </p>
    </EmptyNotice>
  );
}
