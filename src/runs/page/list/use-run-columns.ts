import { useCallback, useMemo } from "react";
import { type ChosenColumns, useListColumns } from "#web/list";
import type { RunRow } from "../../model.ts";
import { CHOSEN_RUNS } from "../chosen-runs.ts";
import { type ColumnKind, RUN_COLUMNS } from "./column-spec.ts";
import { nameColumn, runColumn } from "./run-columns.tsx";

/** The columns of runs, with the boxes that choose them. */
export function useRunColumns(
  columns: ChosenColumns<ColumnKind>,
  onMark: (run: RunRow, range: boolean) => void,
) {
  const chosen = CHOSEN_RUNS.use();
  const ids = useMemo(() => new Set(chosen.map(({ id }) => id)), [chosen]);
  const first = useCallback(
    (width: number | undefined) => nameColumn({ width, isChosen: ({ id }) => ids.has(id), onMark }),
    [ids, onMark],
  );
  return useListColumns({ words: RUN_COLUMNS, chosen: columns, first, column: runColumn });
}
