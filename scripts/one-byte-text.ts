type Bundle = Readonly<Record<string, { type: string; code?: string }>>;

/**
 * Writes what lies beyond Latin-1 as escapes. V8 keeps the text of a module for as long as it runs, and one such
 * character makes it keep two bytes for each of them: a dash in a message would cost a server a megabyte.
 */
export function oneByteText() {
  return {
    name: "one-byte-text",
    generateBundle(_options: unknown, bundle: Bundle) {
      for (const part of Object.values(bundle))
        if (part.code !== undefined) part.code = escaped(part.code);
    },
  };
}

/** The same program. Every UTF-16 unit by itself: a pair of them means the same in strings, templates and patterns. */
export function escaped(code: string): string {
  return code.replace(
    /[\u0100-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
