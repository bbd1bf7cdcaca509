/** The section of a page that tells what its words were called in the last release; nothing where none was. */
export function oldWords(words: ReadonlyMap<string, string>, answered: string): string {
  if (words.size === 0) return "";
  const lines = [
    "",
    "## Old words",
    "",
    `${answered} The next release does not know them any more.`,
    "",
    "| was | is |",
    "|---|---|",
    ...[...words].map(([old, now]) => `| \`${old}\` | \`${now}\` |`),
  ];
  return `${lines.join("\n")}\n`;
}
