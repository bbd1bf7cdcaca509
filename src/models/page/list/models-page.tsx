import { useQuery } from "@tanstack/react-query";
import { Box, MessageSquareText } from "lucide-react";
import { useMemo } from "react";
import { api } from "#web/api";
import { count, formatTime } from "#web/figures";
import { Choice } from "#web/form";
import { linkTo, ThingLink, useOpenThing } from "#web/link";
import { useLive } from "#web/live";
import { EmptyNotice, ProblemNotice, Skeleton } from "#web/notice";
import { PageHeader, useAddress } from "#web/page";
import { type Column, Grid, RowLink } from "#web/table";
import type { ModelsApi } from "../../api.ts";
import type { ModelRow } from "../../model.ts";
import { AliasBadge } from "../alias-badge.tsx";
import { isPrompt } from "../prompt.ts";

/** All registered models and prompts. */
export function ModelsPage() {
  const [search, setSearch] = useAddress();
  const open = useOpenThing();
  const { data, error, refetch, dataUpdatedAt } = useQuery({
    queryKey: ["models"],
    queryFn: ({ signal }) => api<ModelsApi>(signal).get("/api/fettle/1/models"),
  });
  useLive("models", () => void refetch());
  const { project, kind, q } = search;
  const rows = useMemo(
    () =>
      data?.models.filter(
        (row) =>
          (project === undefined || row.project === project) &&
          (kind === undefined || isPrompt(row) === (kind === "prompts")) &&
          row.name.toLowerCase().includes((q ?? "").toLowerCase()),
      ),
    [data, project, kind, q],
  );
  const places = useMemo(() => new Map(rows?.map(({ name }, i) => [name, i])), [rows]);
  const hasPrompts = data?.models.some(isPrompt) === true;
  return (
    <>
      <PageHeader
        title="Models"
        aside={
          <span role="status" className="text-sm text-ink-soft">
            {rows !== undefined && count(rows.length, "model")}
          </span>
        }
      >
        {data !== undefined && data.models.length > 0 && (
          <input
            type="search"
            aria-label="Find a model"
            placeholder="Find a model"
            value={q ?? ""}
            onChange={(event) => setSearch({ q: event.target.value })}
            className="h-7 rounded-md border border-line-strong bg-paper px-2 text-sm text-ink"
          />
        )}
        {hasPrompts && (
          <Choice
            label="Kind"
            options={[
              { value: "", label: "All" },
              { value: "models", label: "Models" },
              { value: "prompts", label: "Prompts" },
            ]}
            value={kind ?? ""}
            onChange={(next) => setSearch({ kind: next })}
          />
        )}
      </PageHeader>
      {data === undefined && error === null && <Skeleton lines={8} label="Loading models" />}
      {data === undefined && error !== null && (
        <ProblemNotice problem={error} doing="read the models" onRetry={() => void refetch()} />
      )}
      {data?.models.length === 0 && <NoModels />}
      {rows?.length === 0 && data !== undefined && data.models.length > 0 && (
        <EmptyNotice title="No model matches">
          <p>Take the search, the kind or the project away.</p>
        </EmptyNotice>
      )}
      {rows !== undefined && rows.length > 0 && (
        <Grid
          label="Models"
          className="min-h-0 flex-1"
          stickyFirst
          columns={COLUMNS}
          total={rows.length}
          rowAt={(i) => rows[i]}
          idOf={({ name }) => name}
          placeOf={(name) => places.get(name)}
          readAt={dataUpdatedAt}
          onOpen={({ name }) => open("registered model", name)}
        />
      )}
    </>
  );
}

const COLUMNS: readonly Column<ModelRow>[] = [
  {
    key: "name",
    title: "Name",
    width: 220,
    grows: true,
    cell: (row) => {
      const Icon = isPrompt(row) ? MessageSquareText : Box;
      return (
        <>
          <Icon size={14} aria-hidden className="mr-1.5 inline-block align-[-2px] text-ink-soft" />
          <RowLink to={linkTo("registered model", row.name)}>{row.name}</RowLink>
        </>
      );
    },
  },
  { key: "kind", title: "Kind", width: 90, cell: (row) => (isPrompt(row) ? "prompt" : "model") },
  {
    key: "aliases",
    title: "Aliases",
    width: 280,
    cell: ({ name, aliases }) =>
      Object.entries(aliases).map(([alias, version]) => (
        <span key={alias} className="mr-2">
          <AliasBadge alias={alias} />
          <ThingLink
            kind="model"
            id={`${name}@${version}`}
            look="plain"
            inRow
            className="text-ink-soft"
          >
            @{version}
          </ThingLink>
        </span>
      )),
  },
  {
    key: "versions",
    title: "Versions",
    width: 90,
    numeric: true,
    cell: ({ versions }) => versions,
  },
  {
    key: "latest",
    title: "Latest",
    width: 90,
    numeric: true,
    cell: ({ latest }) => (latest === 0 ? "–" : latest),
  },
  { key: "project", title: "Project", width: 140, cell: ({ project }) => project },
  {
    key: "updatedAt",
    title: "Changed",
    width: 130,
    numeric: true,
    cell: ({ updatedAt, createdAt }) => formatTime(updatedAt ?? createdAt),
  },
];

function NoModels() {
  return (
    <EmptyNotice
      title="No models yet"
      steps={[
        { what: "Register what a run stored", type: "fettle models register intent --run NAME" },
        {
          what: "Or from Python, with MLflow",
          type: 'mlflow.register_model("runs:/RUN/model", "intent")',
        },
        {
          what: "Then point an alias at a version",
          type: "fettle models alias intent@1 --set baseline",
        },
      ]}
    >
      <p>
        A model is a name with numbered versions. Aliases say which version is used where, and the
        history who moved them, when and why.
      </p>
    </EmptyNotice>
  );
}
