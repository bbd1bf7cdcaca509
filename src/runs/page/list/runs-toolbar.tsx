import { Columns3, Diff, FolderTree, Group, X } from "lucide-react";
import { lazy, Suspense, useCallback, useRef, useState } from "react";
import {
  Button,
  Choice,
  FilterBox,
  type FilterProblem,
  Menu,
  MenuTick,
  MenuTitle,
} from "#web/form";
import { useKeys } from "#web/keys";
import type { Search, useAddress } from "#web/page";
import { completeFilter, isFilter, type Keys, type RunsView } from "./read-runs.ts";
import { useRecentFilters } from "./recent-filters.ts";
import type { Known, ShownColumns } from "./shown-columns.ts";
import { ViewsMenu } from "./views-menu.tsx";

const ColumnsDialog = lazy(async () => ({
  default: (await import("./columns-dialog.tsx")).ColumnsDialog,
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

type SetSearch = ReturnType<typeof useAddress>[1];

/** What narrows, groups and lays out the runs. */
export function RunsToolbar(props: {
  readonly view: RunsView;
  readonly search: Search;
  readonly keys: Keys | undefined;
  readonly known: Known;
  readonly columns: ShownColumns;
  readonly rejected: string | undefined;
  readonly onChange: SetSearch;
}) {
  const { view, keys, onChange, columns } = props;
  const [open, setOpen] = useState<"columns" | "folders">();
  const close = (): void => setOpen(undefined);
  return (
    <div className="flex flex-wrap items-center gap-2 border-b border-line bg-paper px-4 py-2">
      <Filter view={view} rejected={props.rejected} onChange={onChange} />
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
        <FolderTree size={14} aria-hidden /> <Word>Experiments</Word>
      </Button>
      <GroupMenu view={view} keys={keys} onChange={onChange} />
      <Button
        aria-pressed={view.onlyDiffering}
        title="Hide the columns in which all matching runs are the same"
        className="aria-pressed:bg-accent-soft"
        onClick={() => onChange({ diff: view.onlyDiffering ? "" : "1" })}
      >
        <Diff size={14} aria-hidden /> <Word>Only what differs</Word>
        {view.onlyDiffering && columns.hidden > 0 && (
          <span className="text-ink-soft">{columns.hidden} hidden</span>
        )}
      </Button>
      {view.onlyDiffering && props.known.error !== null && (
        <span role="alert" className="flex items-center gap-2 text-sm text-bad">
          What differs could not be read.
          <Button onClick={props.known.retry}>Try again</Button>
        </span>
      )}
      <Button aria-haspopup="dialog" onClick={() => setOpen("columns")}>
        <Columns3 size={14} aria-hidden /> <Word>Columns</Word>
      </Button>
      <ViewsMenu search={props.search} onChange={onChange} />
      <Suspense fallback={null}>
        {open === "columns" && (
          <ColumnsDialog
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
    </div>
  );
}

/** A button's word, for which a narrow screen has no room; it is still told. */
function Word({ children }: { readonly children: string }) {
  return <span className="max-sm:sr-only">{children}</span>;
}

/** The filter's box: completion and errors come from the grammar that the server reads. */
function Filter(props: {
  readonly view: RunsView;
  readonly rejected: string | undefined;
  readonly onChange: SetSearch;
}) {
  const { view, onChange } = props;
  const input = useRef<HTMLInputElement>(null);
  const [placed, setPlaced] = useState<{ readonly text: string } & FilterProblem>();
  const [recent, remember] = useRecentFilters();
  useKeys("Runs", [
    {
      keys: "/",
      does: "filter",
      run: (event) => {
        event.preventDefault();
        input.current?.focus();
      },
    },
  ]);
  const setText = useCallback(
    (q: string) => {
      if (isFilter(q)) remember(q);
      onChange({ q });
    },
    [onChange, remember],
  );
  const { project } = view;
  const complete = useCallback(
    async (text: string, at: number, signal: AbortSignal) => {
      const found = await completeFilter(project, text, at, signal);
      setPlaced(found.problem === undefined ? undefined : { text, ...found.problem });
      return found;
    },
    [project],
  );
  const at = placed?.text.trim() === view.text.trim() ? placed.at : undefined;
  return (
    <FilterBox
      label="Filter runs"
      hint="name, command, commit, or metrics.accuracy > 0.9"
      value={view.text}
      onChange={setText}
      complete={complete}
      recent={recent}
      problem={props.rejected === undefined ? undefined : { at, message: props.rejected }}
      inputRef={input}
    />
  );
}

/** Parameters and tags to group by, outermost first in the order they were ticked. */
function GroupMenu(props: {
  readonly view: RunsView;
  readonly keys: Keys | undefined;
  readonly onChange: SetSearch;
}) {
  const { group } = props.view;
  const params = props.keys?.params.map((key) => `params.${key}`) ?? [];
  const names = [...new Set([...params, ...group])];
  const tick = (name: string, on: boolean): void => {
    const next = on ? [...group, name] : group.filter((each) => each !== name);
    props.onChange({
      group: next.map((each) => each.replace(/[%,]/g, encodeURIComponent)).join(","),
    });
  };
  return (
    <Menu
      trigger={
        <Button disabled={names.length === 0}>
          <Group size={14} aria-hidden /> <Word>Group</Word>
          {group.length > 0 && (
            <span className="max-w-40 truncate text-ink-soft">
              by {group.map((name) => name.slice(name.indexOf(".") + 1)).join(", ")}
            </span>
          )}
        </Button>
      }
    >
      <MenuTitle>Group by</MenuTitle>
      {names.map((name) => (
        <MenuTick key={name} checked={group.includes(name)} onChange={(on) => tick(name, on)}>
          {name.startsWith("params.") ? name.slice("params.".length) : name}
        </MenuTick>
      ))}
    </Menu>
  );
}
