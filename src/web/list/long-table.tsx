import { ArrowUp } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button } from "#web/form";
import { type Column, Grid, type Sort, type useWindowedRows } from "#web/table";

/** A list as one long table: read in stretches as one scrolls, rows marked, new ones above told and not pushed in. */
export function LongTable<R extends { readonly id: string }, X>(props: {
  readonly label: string;
  readonly held: ReturnType<typeof useWindowedRows<R, X>>;
  readonly columns: readonly Column<R>[];
  readonly sort: Sort;
  /** Says which list this is: another one begins at its top. */
  readonly view: string;
  readonly onSort: (sort: Sort) => void;
  readonly onWidth: (name: string, width: number) => void;
  readonly onMoveColumn: (name: string, by: number) => void;
  readonly onMark: (index: number, range: boolean) => void;
  readonly onOpen: (row: R) => void;
}) {
  const { held } = props;
  const [above, setAbove] = useState(0);
  const frame = useRef<HTMLDivElement>(null);
  const toTop = (): void => frame.current?.querySelector("[role=grid]")?.scrollTo({ top: 0 });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another view begins at its top
  useEffect(() => {
    setAbove(0);
    toTop();
  }, [props.view]);
  const { data } = held;
  if (data === undefined) return null;
  return (
    <div ref={frame} className="relative flex min-h-0 flex-1 flex-col">
      {above > 0 && (
        <Button
          look="main"
          className="absolute top-9 left-1/2 z-10 -translate-x-1/2 rounded-full px-3 shadow-float"
          onClick={toTop}
        >
          <ArrowUp size={14} aria-hidden /> {above} new
        </Button>
      )}
      <Grid
        label={props.label}
        className={`min-h-0 flex-1 ${held.isStale && held.error === null ? "opacity-60" : ""}`}
        stickyFirst
        columns={props.columns}
        total={data.total}
        rowAt={(i) => data.rows.get(i)}
        idOf={(row) => row.id}
        placeOf={(id) => data.rows.placeOf(id)}
        readAt={data.readAt}
        sort={props.sort}
        onSort={props.onSort}
        onWidth={props.onWidth}
        onMoveColumn={props.onMoveColumn}
        onMark={props.onMark}
        onOpen={props.onOpen}
        onSight={held.onSight}
        onInserted={(rows) => setAbove((n) => n + rows)}
        onTop={() => setAbove(0)}
      />
    </div>
  );
}
