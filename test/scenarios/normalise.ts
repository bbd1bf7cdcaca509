/** What differs from one run of a scenario to the next, and what stands for it in expected.txt. */
export type Places = {
  /** Absolute folders, the longest first, and their names in angle brackets. */
  readonly folders: readonly (readonly [path: string, name: string])[];
  readonly version: string;
};

const UUID_HEX = /\b[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}\b/g;
const SHORT_WORDS: readonly (readonly [RegExp, string])[] = [
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z\b/g, "<time>"],
  [/\b\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?\b/g, "<time>"],
  [/("[a-zA-Z]*(?:At|timestamp)": )\d{13}\b/g, "$1<time>"],
  [/("[a-zA-Z]*Ms": )\d+(\.\d+)?/g, "$1<duration>"],
  [/\b\d+(\.\d+)? (ms|s)\b/g, "<duration>"],
  [/(127\.0\.0\.1|localhost):\d+/g, "$1:<port>"],
  [/#token=[\w-]+/g, "#token=<token>"],
  [/\b(process|pid|"pid":) +\d+/g, "$1 <pid>"],
  [/\b[0-9a-f]{40}\b/g, "<commit>"],
  // A column is as wide as its longest duration; that columns line up is text-table.test.ts's matter.
  [/(\S) {2,}(?=\S)/g, "$1  "],
];

/**
 * The words of a program with everything volatile replaced. Ids get numbers in the order they come, so that one can see
 * where the same comes back; MD5 sums stay, because the same content must give the same.
 */
export function createNormaliser(places: Places): (text: string) => string {
  const ids: string[] = [];
  return (text) => {
    let result = text;
    for (const [path, name] of places.folders) result = result.replaceAll(path, name);
    result = result.replaceAll(UUID_HEX, (id) => {
      if (!ids.includes(id)) ids.push(id);
      return `<id ${ids.indexOf(id) + 1}>`;
    });
    // People see the first digits of an id alone.
    for (const [at, id] of ids.entries())
      result = result.replace(
        new RegExp(`\\b${id.slice(0, 8)}[0-9a-f]{0,23}\\b`, "g"),
        `<id ${at + 1}>`,
      );
    for (const [pattern, word] of SHORT_WORDS) result = result.replace(pattern, word);
    return result
      .replaceAll(`"${places.version}"`, '"<version>"')
      .replaceAll(
        new RegExp(`(^|[\\s:])${places.version.replaceAll(".", "\\.")}(?=[\\s:,]|$)`, "gm"),
        "$1<version>",
      );
  };
}
