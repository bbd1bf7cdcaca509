import { useNavigate } from "@tanstack/react-router";
import { GitCompare, Trash2 } from "lucide-react";
import { Button } from "#web/form";
import { useKeys } from "#web/keys";
import { ChosenBar } from "#web/list";
import { CHOSEN_RUNS } from "../chosen-runs.ts";
import { trashRuns } from "../trash-runs.ts";

/** What can be done with the chosen runs. */
export function RunActions({ project }: { readonly project: string | undefined }) {
  const chosen = CHOSEN_RUNS.use();
  const navigate = useNavigate();
  const compare = (): void => {
    if (chosen.length < 2) return;
    const refs = chosen.map(({ id }) => id).join(",");
    const search = project === undefined ? { refs } : { refs, project };
    void navigate({ to: "/runs/compare", search: search as never });
  };
  useKeys("Runs", [{ keys: "c", does: "compare the chosen runs", run: compare }]);
  return (
    <ChosenBar choice={CHOSEN_RUNS} noun="run">
      <Button look="main" disabled={chosen.length < 2} onClick={compare}>
        <GitCompare size={14} aria-hidden /> Compare
      </Button>
      <Button onClick={() => void trashRuns(chosen)}>
        <Trash2 size={14} aria-hidden /> Move to the trash
      </Button>
    </ChosenBar>
  );
}
