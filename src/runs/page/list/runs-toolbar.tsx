import { Columns3, FolderTree, X } from "lucide-react";
import { lazy, Suspense, useCallback, useState } from "react";
import { api } from "#web/api";
import { Button, Choice } from "#web/form";
import {
  type ChosenColumns,
  DifferingButton,
  GroupMenu,
  ListFilter,
  ListToolbar,
  ToolWord,
  type ViewStore,
  ViewsMenu,
} from "#web/list";
import type { Search, useAddress } from "#web/page";
import type { RunsApi } from "../../api.ts";
import type { ColumnKind } from "./column-spec.ts";
import { completeFilter, isFilter, type Keys, type RunsView } from "./read-runs.ts";
import type { Known } from "./shown-columns.ts";

const RunColumnsDialog = lazy(async () => ({
  default: (await import("./run-columns-dialog.tsx")).RunColumnsDialog,
}));
const FoldersDialog = lazy(async () => ({
  default: (await import("./folders-dialog.tsx")).FoldersDialog,
}));

const STATUSES = [
  { value: "", label: "All" },
  { value: "RUNNING", label: "Running" },
  { value: "FINISHED", label: "Finished" },
  { value: "FAILED", label: "Failed" },
  { value: "KILLED", label: "Killed" },
  { value: "LOST", label: "Lost" },
] as const;

/** The parts of the address that a view keeps; the project is where it is kept. */
const KEPT = ["q", "status", "exp", "sort", "cols", "group", "diff"] as const;

type ToolbarProps = {
  readonly view: RunsView;
  readonly search: Search;
  readonly keys: Keys | undefined;
  readonly known: Known;
  readonly columns: ChosenColumns<ColumnKind>;
  readonly rejected: string | undefined;
  readonly onChange: ReturnType<typeof useAddress>[1];
};

/** What narrows, groups and lays out the runs. */
export function RunsToolbar(props: ToolbarProps) {
  const { view, keys, onChange, columns, known } = props;
  const [open, setOpen] = useState<"columns" | "folders">();
  const close = (): void => setOpen(undefined);
  return (
    <ListToolbar>
      <Filter {...props} />
      <Choice
        label="Status"
        options={STATUSES}
        value={view.status === "SCHEDULED" ? "" : view.status}
        onChange={(status) => onChange({ status })}
      />
      {view.project !== undefined && (
        <Button
          aria-label={`Show all projects, not only ${view.project}`}
          onClick={() => onChange({ project: "" })}
        >
          {view.project} <X size={14} aria-hidden />
        </Button>
      )}
      <Button aria-haspopup="dialog" onClick={() => setOpen("folders")}>
        <FolderTree size={14} aria-hidden /> <ToolWord>Experiments</ToolWord>
      </Button>
      <GroupMenu
        group={view.group}
        names={keys?.params.map((key) => `params.${key}`) ?? []}
        labelOf={(name) => (name.startsWith("params.") ? name.slice("params.".length) : name)}
        onChange={(group) => onChange({ group })}
      />
      <DifferingButton
        noun="run"
        pressed={view.onlyDiffering}
        hidden={columns.hidden}
        problem={known.error}
        onRetry={known.retry}
        onChange={(pressed) => onChange({ diff: pressed ? "1" : "" })}
      />
      <Button aria-haspopup="dialog" onClick={() => setOpen("columns")}>
        <Columns3 size={14} aria-hidden /> <ToolWord>Columns</ToolWord>
      </Button>
      <ViewsMenu
        search={props.search}
        kept={KEPT}
        store={viewsIn(view.project)}
        onChange={onChange}
      />
      <Suspense fallback={null}>
        {open === "columns" && (
          <RunColumnsDialog
            view={view}
            keys={keys}
            columns={columns}
            onReset={() => onChange({ cols: "" })}
            onClose={close}
          />
        )}
        {open === "folders" && (
          <FoldersDialog
            chosen={view.experiment}
            onChoose={(exp) => {
              onChange({ exp });
              close();
            }}
            onClose={close}
          />
        )}
      </Suspense>
    </ListToolbar>
  );
}

function Filter({ view, rejected, onChange }: ToolbarProps) {
  const { project } = view;
  const setText = useCallback((q: string) => onChange({ q }), [onChange]);
  const complete = useCallback(
    (text: string, at: number, signal: AbortSignal) => completeFilter(project, text, at, signal),
    [project],
  );
  return (
    <ListFilter
      place="runs"
      screen="Runs"
      label="Filter runs"
      hint="name, command, commit, or metrics.accuracy > 0.9"
      text={view.text}
      rejected={rejected}
      isFilter={isFilter}
      complete={complete}
      onChange={setText}
    />
  );
}

/** The views of a project, or those of no project. */
function viewsIn(project: string | undefined): ViewStore {
  return {
    key: ["runs-views", project],
    read: async (signal) =>
      (await api<RunsApi>(signal).get("/api/fettle/1/runs/views", { query: { project } })).views,
    save: (name, query) =>
      api<RunsApi>().put("/api/fettle/1/runs/views/:name", {
        params: { name },
        query: { project },
        body: { query },
      }),
    drop: (name) =>
      api<RunsApi>().delete("/api/fettle/1/runs/views/:name", {
        params: { name },
        query: { project },
      }),
  };
}
