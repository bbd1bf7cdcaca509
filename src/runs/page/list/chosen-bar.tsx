import { useNavigate } from "@tanstack/react-router";
import { GitCompare, Trash2, X } from "lucide-react";
import { count } from "#web/figures";
import { Button } from "#web/form";
import { useKeys } from "#web/keys";
import { trashRuns } from "../trash-runs.ts";
import { chooseNone, useChosenRuns } from "../use-chosen-runs.ts";

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
      <Button onClick={() => void trashRuns(chosen)}>
        <Trash2 size={14} aria-hidden /> Move to the trash
      </Button>
      <Button look="quiet" onClick={chooseNone}>
        <X size={14} aria-hidden /> Choose none
      </Button>
    </section>
  );
}
