const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000, h: 3_600_000 };

/** Milliseconds of a text such as `800ms`, `2s`, `1.5 min` or `1h`; `undefined` for any other text. */
export function parseDuration(text: string): number | undefined {
  const found = /^(\d{1,9}(?:\.\d{1,3})?) ?(ms|s|min|h)$/.exec(text.trim());
  if (found === null) return undefined;
  return Number(found[1]) * (UNITS[found[2] as string] as number);
}
