import { useKeys } from "#web/keys";
import { ROW_PX } from "./row-px.ts";

/** The keys of a `Grid`: letters in the whole window, arrows within it. */
export function useGridKeys(options: {
  readonly frame: { readonly current: HTMLDivElement | null };
  readonly label: string;
  readonly active: number;
  readonly activeId: string | undefined;
  readonly total: number;
  readonly opens: boolean;
  readonly mark: ((index: number, range: boolean) => void) | undefined;
  move(to: number): void;
  open(): void;
}): void {
  const { frame, active, move, total } = options;
  const page = (): number => Math.floor((frame.current?.clientHeight ?? 300) / ROW_PX) - 2;
  const bind = (keys: string, does: string, to: () => number) => ({
    keys,
    does,
    run: (event: KeyboardEvent) => {
      event.preventDefault();
      move(to());
    },
  });
  const next = () => (options.activeId === undefined ? 0 : active + 1);
  const { mark } = options;
  const marks = (keys: string, does: string, by: number | undefined) => ({
    keys,
    does,
    run: (event: KeyboardEvent) => {
      if (mark === undefined || !isRow(event)) return;
      event.preventDefault();
      if (by === undefined) return mark(active, event.shiftKey);
      mark(active + by, true);
      move(active + by);
    },
  });
  useKeys(options.label, [bind("j", "next row", next), bind("k", "row before", () => active - 1)]);
  useKeys(
    `${options.label}: in the table`,
    [
      ...(mark === undefined
        ? []
        : [
            marks("x", "choose the row", undefined),
            marks("Space", "choose the row", undefined),
            marks("Shift+ArrowDown", "choose the next row too", 1),
            marks("Shift+ArrowUp", "choose the row before too", -1),
          ]),
      bind("ArrowDown", "next row", () => active + 1),
      bind("ArrowUp", "row before", () => active - 1),
      bind("PageDown", "a screen down", () => active + page()),
      bind("PageUp", "a screen up", () => active - page()),
      bind("Home", "first row", () => 0),
      bind("End", "last row", () => total - 1),
      {
        keys: "Enter",
        does: options.opens ? "open the row" : "choose the row",
        run: (event) => {
          if (isRow(event)) options.open();
        },
      },
    ],
    frame,
  );
}

function isRow(event: KeyboardEvent): boolean {
  return (event.target as HTMLElement).getAttribute("role") === "row";
}
