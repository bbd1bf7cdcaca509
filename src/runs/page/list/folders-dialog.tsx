import { useQuery } from "@tanstack/react-query";
import { FlaskConical } from "lucide-react";
import { useMemo, useState } from "react";
import { api } from "#web/api";
import { Dialog } from "#web/dialog";
import { Button } from "#web/form";
import { FolderTree, treeOf } from "#web/list";
import { ProblemNotice, Skeleton } from "#web/notice";
import { useAddress } from "#web/page";
import type { RunsApi } from "../../api.ts";

/** Experiments in folders by the slashes of their names; a folder stands for all below it. */
export function FoldersDialog(props: {
  readonly chosen: string | undefined;
  readonly onChoose: (path: string) => void;
  readonly onClose: () => void;
}) {
  const [{ project }] = useAddress();
  const [typed, setTyped] = useState("");
  const { data, error, refetch } = useQuery({
    queryKey: ["experiments", project],
    queryFn: ({ signal }) =>
      api<RunsApi>(signal).get("/api/fettle/1/runs/experiments", { query: { project } }),
    retry: false,
  });
  const tree = useMemo(() => {
    const word = typed.trim().toLowerCase();
    const found = data?.experiments.filter(
      ({ name, lifecycle }) => lifecycle === "active" && name.toLowerCase().includes(word),
    );
    return treeOf((found ?? []).map(({ name, runs }) => ({ name, count: runs })));
  }, [data, typed]);
  return (
    <Dialog label="Experiments" onClose={props.onClose}>
      <div className="flex flex-wrap items-center gap-2 border-b border-line px-4 py-3">
        <h2 className="font-semibold">Experiments</h2>
        <input
          data-first
          type="search"
          aria-label="Find an experiment"
          placeholder="Find an experiment"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          className="h-7 min-w-40 flex-1 rounded-md border border-line-strong bg-paper px-2 text-sm text-ink"
        />
        <Button disabled={props.chosen === undefined} onClick={() => props.onChoose("")}>
          All of them
        </Button>
      </div>
      <div className="max-h-[60vh] overflow-y-auto p-2">
        {error !== null && (
          <ProblemNotice
            problem={error}
            doing="list the experiments"
            onRetry={() => void refetch()}
          />
        )}
        {data === undefined && error === null && <Skeleton lines={4} label="Loading experiments" />}
        {data !== undefined && tree.length === 0 && (
          <p className="p-2 text-sm text-ink-soft">No experiment of this name.</p>
        )}
        <FolderTree {...props} nodes={tree} opened={typed !== ""} icon={FlaskConical} />
      </div>
    </Dialog>
  );
}
