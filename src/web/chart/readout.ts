import { lookOf, type XAxis, xInWords } from "./draw-lines.ts";
import { nearestPlace, type Series, valueAt } from "./series.ts";

const LINES_MAX = 8;

/** What stands under the cursor: of one line beside the title, of several in a box beside the cursor, highest first. */
export function showReadout(
  series: readonly Series[],
  cursor: {
    readonly at: number | null;
    readonly left: number;
    readonly x: XAxis;
    readonly into: HTMLElement;
    readonly line: HTMLElement | null;
    readonly box: HTMLElement | null;
  },
): void {
  const { at, line, box } = cursor;
  const under = at === null ? [] : series.flatMap((each, i) => valueUnder(each, i, at));
  const [only] = under;
  if (line !== null)
    line.textContent =
      only === undefined
        ? ""
        : series.length === 1
          ? `${only.text} at ${xInWords(only.x, cursor.x)}`
          : xInWords(only.x, cursor.x);
  if (box === null) return;
  box.classList.toggle("hidden", series.length < 2 || under.length === 0);
  if (series.length < 2 || under.length === 0) return;
  under.sort((a, b) => (b.y ?? Number.NEGATIVE_INFINITY) - (a.y ?? Number.NEGATIVE_INFINITY));
  box.replaceChildren(...under.slice(0, LINES_MAX).map(rowOf));
  if (under.length > LINES_MAX) box.append(`and ${under.length - LINES_MAX} more`);
  const isRight = cursor.left > cursor.into.clientWidth / 2;
  // Beside the cursor, away from the nearer edge; 56 px of axis stand before the plot.
  box.style.left = isRight ? "64px" : "auto";
  box.style.right = isRight ? "auto" : "12px";
}

type Under = {
  readonly label: string;
  readonly look: number;
  readonly x: number;
  readonly y: number | null;
  readonly text: string;
};

function valueUnder(series: Series, place: number, at: number): readonly Under[] {
  const nearest = nearestPlace(series.xs, at);
  if (nearest === undefined) return [];
  const x = series.xs[nearest] as number;
  const [y, text] = [series.ys[nearest] ?? null, valueAt(series, nearest)];
  return [{ label: series.label, look: series.look ?? place, x, y, text }];
}

function rowOf({ label, look, text }: Under): HTMLElement {
  const row = document.createElement("div");
  row.className = "flex items-center gap-2";
  const swatch = document.createElement("span");
  swatch.className = "h-0.5 w-3 shrink-0";
  swatch.style.background = `var(${lookOf(look).token})`;
  const name = document.createElement("span");
  name.className = "min-w-0 flex-1 truncate";
  name.textContent = label;
  const value = document.createElement("span");
  value.textContent = text;
  row.append(swatch, name, value);
  return row;
}
