import type { Page } from "playwright-core";

/**
 * Puts a list of as many rows and columns on an empty page, written by hand for nothing but speed: a fixed set of rows
 * moved about, with new text in them. What it can't do on a machine no table can.
 */
export async function showPlainList(page: Page, rows: number, columns: number): Promise<void> {
  await page.goto("about:blank");
  await page.evaluate(plainListInPage, { rows, columns });
}

/** Runs in the page, so it uses nothing from here. */
function plainListInPage({ rows, columns }: { rows: number; columns: number }): void {
  const rowPx = 28;
  const cellPx = 110;
  const list = document.createElement("div");
  list.id = "list";
  list.style.cssText =
    "position:fixed;inset:0;overflow:auto;contain:strict;font:13px sans-serif;background:#fff";
  const body = document.createElement("div");
  body.style.cssText = `position:relative;height:${rows * rowPx}px;width:${columns * cellPx}px`;
  list.append(body);
  document.body.append(list);
  const inSight = Math.ceil(list.clientHeight / rowPx) + 1;
  const cellsInSight = Math.min(columns, Math.ceil(list.clientWidth / cellPx));
  const made = Array.from({ length: inSight }, () => {
    const row = document.createElement("div");
    row.style.cssText = `position:absolute;height:${rowPx}px;width:100%;contain:strict;border-bottom:1px solid #ddd;box-sizing:border-box`;
    const cells = Array.from({ length: cellsInSight }, (_, i) => {
      const cell = document.createElement("div");
      cell.style.cssText = `position:absolute;left:${i * cellPx}px;width:${cellPx}px;overflow:hidden;white-space:nowrap`;
      cell.append("");
      row.append(cell);
      return cell.firstChild as Text;
    });
    body.append(row);
    return { row, cells, shows: -1 };
  });
  const draw = (): void => {
    const first = Math.floor(list.scrollTop / rowPx);
    for (let place = first; place < Math.min(rows, first + inSight); place += 1) {
      const each = made[place % inSight];
      if (each === undefined || each.shows === place) continue;
      each.shows = place;
      each.row.style.transform = `translateY(${place * rowPx}px)`;
      for (const [i, text] of each.cells.entries()) text.data = `${place} ${(place * i) % 997}`;
    }
  };
  list.addEventListener("scroll", draw, { passive: true });
  draw();
}
