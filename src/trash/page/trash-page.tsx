import { useQuery } from "@tanstack/react-query";
import { RotateCcw, Trash2 } from "lucide-react";
import { useMemo, useState } from "react";
import { api } from "#web/api";
import { Dialog } from "#web/dialog";
import { count, formatBytes, formatDuration, formatTime } from "#web/figures";
import { Button, Choice } from "#web/form";
import { useLive } from "#web/live";
import { EmptyNotice, ProblemNotice, Skeleton } from "#web/notice";
import { PageHeader, useAddress } from "#web/page";
import { type Column, Grid, RowMark } from "#web/table";
import { showToast } from "#web/toast";
import type { TrashApi } from "../api.ts";
import type { TrashItem } from "../model.ts";

/** What was deleted: restored with a click, or purged for good. */
export function TrashPage() {
  const [{ kind = "" }, setAddress] = useAddress();
  const { data, error, refetch, dataUpdatedAt } = useQuery({
    queryKey: ["trash"],
    queryFn: ({ signal }) => api<TrashApi>(signal).get("/api/fettle/1/trash"),
  });
  useLive("trash", () => void refetch());
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [purging, setPurging] = useState(false);
  const all = data?.items ?? [];
  const kinds = [...new Set(all.map((item) => item.kind))].sort();
  const items = kinds.includes(kind) ? all.filter((item) => item.kind === kind) : all;
  const marked = items.filter((item) => chosen.has(keyOf(item)));
  const act = async (verb: "restore" | "purge"): Promise<void> => {
    const things = marked.map(({ kind, id }) => ({ kind, id }));
    try {
      await api<TrashApi>().post(`/api/fettle/1/trash/${verb}`, { body: { things } });
      showToast(`${inWords(marked)} ${verb === "restore" ? "restored" : "purged for good"}.`);
      setChosen(new Set());
    } catch (problem) {
      const words = problem instanceof Error ? problem.message : String(problem);
      showToast(`Not ${verb === "restore" ? "restored" : "purged"}: ${words}`, { bad: true });
    }
    void refetch();
  };
  return (
    <>
      <PageHeader
        title="Trash"
        aside={
          <span role="status" className="text-sm text-ink-soft">
            {data !== undefined &&
              `${count(data.total, "thing")}, ${formatBytes(data.bytes)} of files`}
          </span>
        }
      >
        {kinds.length > 1 && (
          <Choice
            label="Kind"
            options={["", ...kinds].map((value) => ({ value, label: value || "all" }))}
            value={kinds.includes(kind) ? kind : ""}
            onChange={(value) => setAddress({ kind: value })}
          />
        )}
        <Button disabled={marked.length === 0} onClick={() => void act("restore")}>
          <RotateCcw size={14} aria-hidden /> Restore
        </Button>
        <Button disabled={marked.length === 0} onClick={() => setPurging(true)}>
          <Trash2 size={14} aria-hidden /> Purge…
        </Button>
      </PageHeader>
      {data !== undefined && data.waits !== null && (
        <p
          role="status"
          className="border-b border-line px-4 py-1.5 text-sm text-warn first-letter:uppercase"
        >
          {data.waits.why}
        </p>
      )}
      {data === undefined && error === null && <Skeleton lines={8} label="Loading the trash" />}
      {data === undefined && error !== null && (
        <ProblemNotice problem={error} doing="read the trash" onRetry={() => void refetch()} />
      )}
      {data !== undefined && items.length === 0 && (
        <EmptyNotice
          title="The trash is empty"
          steps={[{ what: "Move something here by its id", type: "fettle trash put ID" }]}
        >
          <p>
            What was deleted lies here until it is restored, purged, or its time is over. Names stay
            taken so long.
          </p>
        </EmptyNotice>
      )}
      {items.length > 0 && (
        <Items items={items} readAt={dataUpdatedAt} chosen={chosen} setChosen={setChosen} />
      )}
      {data !== undefined && data.total > all.length && (
        <p className="border-t border-line px-4 py-1.5 text-sm text-ink-soft">
          Showing {all.length.toLocaleString("en-US")} of {data.total.toLocaleString("en-US")}.
        </p>
      )}
      {purging && (
        <PurgeDialog
          items={marked}
          onClose={() => setPurging(false)}
          onPurge={() => {
            setPurging(false);
            void act("purge");
          }}
        />
      )}
    </>
  );
}

/** Things of two kinds may have one id. */
function keyOf({ kind, id }: TrashItem): string {
  return `${kind} ${id}`;
}

function inWords(items: readonly TrashItem[]): string {
  const [first] = items;
  return items.length === 1 && first !== undefined ? first.name : count(items.length, "thing");
}

function Items(props: {
  readonly items: readonly TrashItem[];
  readonly readAt: number;
  readonly chosen: ReadonlySet<string>;
  readonly setChosen: (chosen: ReadonlySet<string>) => void;
}) {
  const { items, chosen, setChosen } = props;
  const places = useMemo(() => new Map(items.map((item, i) => [keyOf(item), i])), [items]);
  const columns = useMemo(() => {
    const toggle = (key: string): void => {
      const next = new Set(chosen);
      if (!next.delete(key)) next.add(key);
      setChosen(next);
    };
    return trashColumns(chosen, toggle);
  }, [chosen, setChosen]);
  const mark = (index: number): void => {
    const item = items[index];
    if (item === undefined) return;
    const next = new Set(chosen);
    if (!next.delete(keyOf(item))) next.add(keyOf(item));
    setChosen(next);
  };
  return (
    <Grid
      label="Trash"
      className="min-h-0 flex-1"
      stickyFirst
      columns={columns}
      total={items.length}
      rowAt={(i) => items[i]}
      idOf={keyOf}
      placeOf={(id) => places.get(id)}
      readAt={props.readAt}
      onOpen={(item) => mark(places.get(keyOf(item)) ?? -1)}
      onMark={mark}
    />
  );
}

function trashColumns(
  chosen: ReadonlySet<string>,
  toggle: (id: string) => void,
): readonly Column<TrashItem>[] {
  return [
    {
      key: "name",
      title: "Name",
      width: 240,
      grows: true,
      cell: (item) => (
        <>
          <RowMark
            label={`Choose ${item.name}`}
            marked={chosen.has(keyOf(item))}
            onMark={() => toggle(keyOf(item))}
          />
          {item.name}
        </>
      ),
    },
    { key: "kind", title: "Kind", width: 110, cell: ({ kind }) => kind },
    { key: "place", title: "In", width: 160, cell: ({ place }) => place },
    {
      key: "holds",
      title: "Holds",
      width: 80,
      numeric: true,
      cell: ({ holds }) => holds.toLocaleString("en-US"),
    },
    {
      key: "bytes",
      title: "Size",
      width: 100,
      numeric: true,
      cell: ({ bytes }) => (bytes === null ? "–" : formatBytes(bytes)),
    },
    {
      key: "deletedAt",
      title: "Deleted",
      width: 130,
      numeric: true,
      cell: ({ deletedAt }) => formatTime(deletedAt),
    },
    {
      key: "purgeAt",
      title: "Purged in",
      width: 130,
      numeric: true,
      cell: ({ purgeAt }) =>
        purgeAt === null ? "never" : formatDuration(Math.max(60_000, purgeAt - Date.now())),
    },
    {
      key: "held",
      title: "Held by",
      width: 200,
      cell: ({ referencedBy }) => (
        <span title={referencedBy.join("\n")}>{referencedBy.join(", ")}</span>
      ),
    },
  ];
}

function PurgeDialog(props: {
  readonly items: readonly TrashItem[];
  readonly onPurge: () => void;
  readonly onClose: () => void;
}) {
  const { items } = props;
  const holds = items.reduce((sum, item) => sum + item.holds, 0);
  const bytes = items.reduce((sum, item) => sum + (item.bytes ?? 0), 0);
  const held = items.filter(({ referencedBy }) => referencedBy.length > 0);
  return (
    <Dialog label="Purge for good" onClose={props.onClose}>
      <div className="flex flex-col gap-3 p-4">
        <h2 className="font-semibold">Purge {inWords(items)} for good?</h2>
        <p className="text-sm">
          {count(holds, "thing")} with all records and {formatBytes(bytes)} of files are removed.
          This can't be undone.
        </p>
        {held.length > 0 && (
          <p role="alert" className="text-sm text-warn">
            {held
              .map(({ name, referencedBy }) => `${name} is held by ${referencedBy.join(", ")}`)
              .join("; ")}
            . The server will refuse until that is gone.
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button data-first onClick={props.onClose}>
            Keep
          </Button>
          <Button className="border-bad text-bad" onClick={props.onPurge}>
            Purge for good
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
