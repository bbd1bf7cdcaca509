import { useNavigate } from "@tanstack/react-router";
import { GitCompare, Trash2, X } from "lucide-react";
import { apiPath, tell } from "#web/api";
import { count } from "#web/figures";
import { Button } from "#web/form";
import { useKeys } from "#web/keys";
import { showToast } from "#web/toast";
import { type ChosenRun, chooseNone, useChosenRuns } from "./use-chosen-runs.ts";

/** What can be done with the chosen runs; nothing where none is chosen. */
export function ChosenBar({ project }: { readonly project: string | undefined }) {
  const chosen = useChosenRuns();
  const navigate = useNavigate();
  const compare = (): void => {
    if (chosen.length < 2) return;
    const refs = chosen.map(({ id }) => id).join(",");
    const search = project === undefined ? { refs } : { refs, project };
    void navigate({ to: "/runs/compare", search: search as never });
  };
  useKeys("Runs", [{ keys: "c", does: "compare the chosen runs", run: compare }]);
  if (chosen.length === 0) return null;
  return (
    <section
      aria-label="Chosen runs"
      className="flex flex-wrap items-center gap-2 border-t border-line bg-paper px-4 py-2"
    >
      <span role="status" className="mr-2 text-sm">
        {count(chosen.length, "run")} chosen
      </span>
      <Button look="main" disabled={chosen.length < 2} onClick={compare}>
        <GitCompare size={14} aria-hidden /> Compare
      </Button>
      <Button onClick={() => void trash(chosen)}>
        <Trash2 size={14} aria-hidden /> Move to the trash
      </Button>
      <Button look="quiet" onClick={chooseNone}>
        <X size={14} aria-hidden /> Choose none
      </Button>
    </section>
  );
}

/** Moves runs to the trash, and offers to take them out again. */
export async function trash(runs: readonly ChosenRun[]): Promise<boolean> {
  const ids = runs.map(({ id }) => id);
  const [first] = runs;
  const what = runs.length === 1 && first !== undefined ? first.name : count(runs.length, "run");
  try {
    await tell(apiPath(["runs", "trash"]), { ids });
    chooseNone();
    showToast(`${what} moved to the trash.`, { undo: () => void restore(ids, what) });
    return true;
  } catch (error) {
    showToast(`Not moved to the trash: ${error instanceof Error ? error.message : error}`, {
      bad: true,
    });
    return false;
  }
}

async function restore(ids: readonly string[], what: string): Promise<void> {
  try {
    await tell(apiPath(["runs", "trash", "restore"]), { ids });
    showToast(`${what} restored.`);
  } catch (error) {
    showToast(`Not restored: ${error instanceof Error ? error.message : error}`, { bad: true });
  }
}
