/** Columns of text, two spaces apart, the last one not padded. Numbers given as such stand to the right. */
export function table(
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const cells = rows.map((row) => row.map(String));
  const widths = head.map((title, i) =>
    Math.max(width(title), ...cells.map((row) => width(row[i] ?? ""))),
  );
  const right = head.map(
    (_, i) => rows.length > 0 && rows.every((row) => typeof row[i] === "number"),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => {
        const gap = " ".repeat(Math.max(0, (widths[i] ?? 0) - width(cell)));
        if (right[i] === true) return gap + cell;
        return i === row.length - 1 ? cell : cell + gap;
      })
      .join("  ")
      .trimEnd();
  return [line(head), ...cells.map(line)].join("\n");
}

/** Columns on a terminal; colour codes take none. */
function width(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the codes are what is looked for
  return [...text.replace(/\u001b\[[0-9;]*m/g, "")].length;
}
