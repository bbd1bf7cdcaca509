/** What a value is: `time` and `duration` are milliseconds, and take dates and units as well as numbers. */
export type Kind = "text" | "number" | "time" | "duration";

/** The names that a search over one sort of thing may use. */
export type Grammar = {
  /** What is searched, for messages. */
  readonly of: string;
  /** The word before the dot, and what it stands for. */
  readonly prefixes: Readonly<Record<string, string>>;
  /** By every name it goes by. */
  readonly attributes: Readonly<Record<string, { readonly key: string; readonly kind: Kind }>>;
  /** What a target's values are; `metric` has parts. Targets with `keys` have these alone. */
  readonly targets: Readonly<
    Record<string, { readonly kind: Kind; readonly keys?: readonly string[] }>
  >;
  /** Bare words are searched for. */
  readonly words: boolean;
};

/** Names that several grammars share for what stands before the dot. */
export const ATTRIBUTE = {
  attribute: "attribute",
  attributes: "attribute",
  attr: "attribute",
};
export const TAG = { tag: "tag", tags: "tag" };
export const METRIC = { metric: "metric", metrics: "metric" };
export const PARAM = { param: "param", params: "param", parameter: "param", parameters: "param" };

/** Parts of a metric stand where its prefix would. */
export const PARTS = {
  last: "last",
  min: "min",
  max: "max",
  best: "best",
  count: "count",
} as const;

/** An attribute that is text, by the one name it has. */
export const text = (key: string) => ({ key, kind: "text" }) as const;
/** An attribute that is a time, by the one name it has. */
export const time = (key: string) => ({ key, kind: "time" }) as const;

/** The prefixes of a grammar, with the parts of metrics where it has metrics. */
export function prefixesOf(grammar: Grammar): string[] {
  const parts = "metric" in grammar.targets ? Object.keys(PARTS) : [];
  return [...Object.keys(grammar.prefixes), ...parts];
}

/** What the values of a field are. */
export function kindOf(
  grammar: Grammar,
  field: { readonly target: string; readonly key: string },
): Kind {
  if (field.target !== "attribute") return grammar.targets[field.target]?.kind ?? "text";
  const found = Object.values(grammar.attributes).find((entry) => entry.key === field.key);
  return found?.kind ?? "text";
}
