/** A line of .gitignore that names one file or folder beside it, with DVC's escapes. */
export function ignoreLine(name: string): string {
  return `/${name.replace(/[\\[\]!*#?]/g, (special) => `\\${special}`)}`;
}

/** The text of a .gitignore with the line at its end; undefined where the line is there already. */
export function withIgnoreLine(text: string, line: string): string | undefined {
  if (text.split("\n").includes(line)) return undefined;
  return `${text}${text === "" || text.endsWith("\n") ? "" : "\n"}${line}\n`;
}
