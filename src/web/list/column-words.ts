/** What a column shows, as somebody chose it: one of the list's kinds of columns, and which one of it. */
export type ColumnSpec<K extends string = string> = {
  readonly kind: K;
  readonly key: string;
  /** Pixels; undefined is the column's own. */
  readonly width?: number | undefined;
};

/** How a list's columns are spelled in the address, in its sort and in its filter. */
export type ColumnWords<K extends string> = {
  /** `metrics.loss`, `best.loss`, `startedAt`. */
  nameOf(spec: Pick<ColumnSpec<K>, "kind" | "key">): string;
  /** The column that a name stands for; undefined for a fact that there is not. */
  named(name: string): ColumnSpec<K> | undefined;
  /** `metrics.loss~140,params.lr`: columns in order, with the widths that somebody gave them. */
  write(specs: readonly ColumnSpec<K>[]): string;
  /** Reads the same; what is no column is left out and named. */
  read(text: string): {
    readonly specs: readonly ColumnSpec<K>[];
    readonly unknown: readonly string[];
  };
};

/**
 * The spelling of columns that have a prefix by their kind, and of facts that stand without one. No column at all is
 * `none`, since an empty part of the address is no part.
 */
export function columnWords<K extends string>(
  prefixes: readonly (readonly [prefix: string, kind: K])[],
  fact: K,
  facts: readonly string[],
): ColumnWords<K> {
  const nameOf: ColumnWords<K>["nameOf"] = ({ kind, key }) =>
    (prefixes.find((each) => each[1] === kind)?.[0] ?? "") + key;
  const named: ColumnWords<K>["named"] = (name) => {
    for (const [prefix, kind] of prefixes)
      if (name.startsWith(prefix) && name.length > prefix.length)
        return { kind, key: name.slice(prefix.length) };
    return facts.includes(name) ? { kind: fact, key: name } : undefined;
  };
  const read: ColumnWords<K>["read"] = (text) => {
    const specs: ColumnSpec<K>[] = [];
    const unknown: string[] = [];
    if (text === "none") return { specs, unknown };
    for (const part of text.split(",")) {
      const [written = "", width] = part.split("~");
      const spec = named(decode(written));
      if (spec === undefined) unknown.push(part);
      else if (!specs.some((each) => each.kind === spec.kind && each.key === spec.key))
        specs.push(
          width !== undefined && /^\d{2,4}$/.test(width) ? { ...spec, width: Number(width) } : spec,
        );
    }
    return { specs, unknown };
  };
  const write: ColumnWords<K>["write"] = (specs) => {
    if (specs.length === 0) return "none";
    const written = specs.map((spec) => {
      const name = nameOf(spec).replace(/[%,~]/g, encodeURIComponent).replaceAll("~", "%7E");
      return spec.width === undefined ? name : `${name}~${spec.width}`;
    });
    return written.join(",");
  };
  return { nameOf, named, read, write };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
