import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api } from "#web/api";
import { Choice } from "#web/form";
import { Boundary, EmptyNotice, ProblemNotice, Skeleton } from "#web/notice";
import { PageHeader, useAddress, usePathParameter } from "#web/page";
import { type Column, Grid } from "#web/table";
import type { GateApi } from "../../api.ts";
import type { CaseComparison, Comparison } from "../../model.ts";
import { VerdictBadge } from "../verdict-badge.tsx";
import { ChangeBadge, changeOrder } from "./change-badge.tsx";
import { Summary } from "./summary.tsx";
import { Transcripts } from "./transcripts.tsx";

const PARENT = { to: "/gate", label: "Gate" };

/** One comparison: the verdict with its evidence, and every case side by side. */
export function ComparisonPage() {
  const id = usePathParameter("id");
  const { data, error, refetch } = useQuery({
    queryKey: ["comparison", id],
    queryFn: ({ signal }) =>
      api<GateApi>(signal).get("/api/fettle/1/gate/comparisons/:id", { params: { id } }),
    // A comparison never changes.
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (data === undefined)
    return (
      <>
        <PageHeader title="Comparison" parent={PARENT} />
        {error === null ? (
          <Skeleton lines={8} label="Loading the comparison" />
        ) : (
          <ProblemNotice
            problem={error}
            doing="read this comparison"
            onRetry={() => void refetch()}
          />
        )}
      </>
    );
  const { model, champion, candidate } = data;
  return (
    <>
      <PageHeader
        title={`${model}@${candidate} against ${champion === null ? "nothing" : `${model}@${champion}`}`}
        parent={PARENT}
        aside={<VerdictBadge verdict={data.verdict} />}
      />
      <div className="relative min-h-0 flex-1 overflow-auto">
        <Summary comparison={data} />
        <Cases comparison={data} />
      </div>
    </>
  );
}

const COLUMNS: readonly Column<CaseComparison>[] = [
  {
    key: "change",
    title: "Change",
    width: 122,
    cell: ({ change }) => <ChangeBadge change={change} />,
  },
  {
    key: "dialogue",
    title: "Case",
    width: 180,
    grows: true,
    cell: ({ id, dialogue }) => (
      <span title={id}>
        {dialogue}
        {/#\d+$/.exec(id)?.[0] !== undefined && (
          <span className="text-ink-faint"> {/#\d+$/.exec(id)?.[0]}</span>
        )}
      </span>
    ),
  },
];

function Cases({ comparison }: { readonly comparison: Comparison }) {
  const [search, setSearch] = useAddress();
  const sorted = useMemo(
    () => [...comparison.cases].sort((a, b) => changeOrder(a.change) - changeOrder(b.change)),
    [comparison],
  );
  const changed = sorted.filter(({ change }) => !change.startsWith("same"));
  const onlyChanged = changed.length > 0 && search["show"] !== "all";
  const shown = onlyChanged ? changed : sorted;
  const chosen = sorted.find(({ id }) => id === search["case"]) ?? shown[0];
  if (chosen === undefined)
    return (
      <EmptyNotice title="No cases">
        <p>The suite of this comparison was empty.</p>
      </EmptyNotice>
    );
  return (
    <div className="grid border-t border-line lg:grid-cols-[20rem_minmax(0,1fr)]">
      <section
        aria-label="Cases"
        className="flex flex-col border-line max-lg:border-b lg:sticky lg:top-0 lg:h-[calc(100vh-3rem)] lg:border-r"
      >
        <div className="flex items-center gap-2 border-b border-line bg-paper px-3 py-2">
          <Choice
            label="Cases shown"
            options={[
              { value: "", label: `Changed ${changed.length}` },
              { value: "all", label: `All ${sorted.length}` },
            ]}
            value={onlyChanged ? "" : "all"}
            onChange={(show) => setSearch({ show })}
          />
          <span className="text-xs text-ink-faint">j k</span>
        </div>
        <Grid
          label="Cases"
          className="h-64 lg:h-auto lg:flex-1"
          columns={COLUMNS}
          total={shown.length}
          rowAt={(i) => shown[i]}
          idOf={({ id }) => id}
          placeOf={(id) => {
            const place = shown.findIndex((one) => one.id === id);
            return place === -1 ? undefined : place;
          }}
          chosen={chosen.id}
          onChoose={({ id }) => setSearch({ case: id })}
        />
      </section>
      <Boundary key={chosen.id} doing="show this case">
        <Transcripts
          one={chosen}
          comparison={comparison}
          // The verdict stands above: only who asked for a case is taken to it.
          brings={search["case"] !== undefined}
        />
      </Boundary>
    </div>
  );
}
