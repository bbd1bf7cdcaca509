/** The settings of DVC's that Fettle follows. */
export type DvcSettings = {
  /** `core.no_scm`: nothing goes into .gitignore. */
  readonly noScm: boolean;
  /** `cache.dir`, as written; relative to the .dvc folder. */
  readonly cacheFolder: string | undefined;
};

/** Reads DVC's configuration files, later ones first in force. Only plain `key = value` lines matter here. */
export function readDvcSettings(texts: readonly string[]): DvcSettings {
  const values = new Map<string, string>();
  for (const text of texts) {
    let section = "";
    for (const line of text.split("\n")) {
      const head = /^\s*\[\s*([^\]]*?)\s*\]/.exec(line);
      if (head !== null) section = (head[1] as string).toLowerCase();
      const pair = /^\s*([\w-]+)\s*=\s*(.*?)\s*$/.exec(line);
      if (head === null && pair !== null)
        values.set(`${section}.${(pair[1] as string).toLowerCase()}`, bare(pair[2] as string));
    }
  }
  return {
    noScm: ["true", "yes", "on", "1"].includes((values.get("core.no_scm") ?? "").toLowerCase()),
    cacheFolder: values.get("cache.dir"),
  };
}

/** Without the quotes, or without the comment behind it. */
function bare(value: string): string {
  const quotes = /^("""|'''|"|')(.*?)\1/.exec(value);
  return quotes === null ? value.replace(/\s*#.*$/, "") : (quotes[2] as string);
}
