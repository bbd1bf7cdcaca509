import { useCallback, useRef } from "react";
import { showToast } from "#web/toast";
import type { ChosenRow, RowChoice } from "./row-choice.ts";

type Rows<R> = {
  get(index: number): R | undefined;
  placeOf(id: string): number | undefined;
};

/** Chooses rows by their boxes and keys; a range goes from the one chosen before. */
export function useMarking<R extends ChosenRow>(choice: RowChoice, rows: Rows<R>, noun: string) {
  const chosen = choice.use();
  const last = useRef<string>(undefined);
  const latest = useRef({ rows, chosen });
  latest.current = { rows, chosen };
  const mark = useCallback(
    (row: R, range: boolean): void => {
      const now = latest.current;
      const from = last.current === undefined ? undefined : now.rows.placeOf(last.current);
      const to = now.rows.placeOf(row.id);
      const on = range || !now.chosen.some(({ id }) => id === row.id);
      const marked: R[] = [];
      if (range && from !== undefined && to !== undefined)
        for (let i = Math.min(from, to); i <= Math.max(from, to); i += 1) {
          const each = now.rows.get(i);
          if (each !== undefined) marked.push(each);
        }
      else marked.push(row);
      last.current = row.id;
      const over = choice.put(
        marked.map(({ id, name }) => ({ id, name })),
        on,
      );
      if (over > 0)
        showToast(`At most ${choice.most} ${noun}s can be chosen; ${over} were left out.`, {
          bad: true,
        });
    },
    [choice, noun],
  );
  const markAt = useCallback(
    (index: number, range: boolean): void => {
      const row = latest.current.rows.get(index);
      if (row !== undefined) mark(row, range);
    },
    [mark],
  );
  return { mark, markAt };
}
