import { type Asked, ODD } from "./odd-filters.ts";

export type { Asked } from "./odd-filters.ts";

/** A generator of numbers in [0, 1), the same ones for a seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** The odd ones and `size` more. */
export function filterCorpus(seed: number, size: number): Asked[] {
  const random = seeded(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const asked: Asked[] = [...ODD];
  for (let i = 0; i < size; i += 1) {
    const of = pick(OF);
    if (of === "runs" && random() < 0.1) {
      const way = pick(["", " ASC", " DESC", " asc", " desc", "  DESC"]);
      asked.push({ of, text: subject(of, pick).text + way, order: true });
      continue;
    }
    const conditions = Array.from({ length: 1 + Math.floor(random() ** 2 * 4) }, () =>
      condition(of, random, pick),
    );
    const text = conditions.join(pick([" AND ", " and ", " AND ", "  AND\n", " And ", " "]));
    asked.push({ of, text: random() < 0.12 ? mangled(text, random, pick) : text });
  }
  return asked;
}

type Pick = <T>(from: readonly T[]) => T;

const OF = [
  "runs",
  "runs",
  "runs",
  "runs",
  "experiments",
  "registered models",
  "model versions",
  "logged models",
] as const;
const KEYS = ["a", "acc", "val_loss", "a.b", "mlflow.source.name", "x1", "order", "key", "Größe"];
const ODD_KEYS = ["a b", "a-b", "val/loss", "a.b c", "1", "in", "x:y", "ü ñ"];
const TEXTS = ["x", "FINISHED", "a b", "", "10%", "_x", "it is AND", "grün", "0.1", "a'b", 'a"b'];
const NUMBERS = ["0", "1", "-1", "0.5", "-0.25", "1e3", "1E-5", "100000", "1700000000000", "7."];
const TEXT_ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  runs: ["run_id", "run_name", "user_id", "status", "artifact_uri", "`run name`"],
  experiments: ["name"],
  "registered models": ["name"],
  "model versions": ["name", "run_id", "source_path"],
  "logged models": ["name", "model_id", "model_type", "status", "source_run_id"],
};
const TIME_ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  runs: ["start_time", "end_time", "created"],
  experiments: ["creation_time", "last_update_time"],
  "registered models": ["creation_timestamp"],
  "model versions": ["version_number"],
  "logged models": ["creation_timestamp", "last_updated_timestamp"],
};

function subject(of: string, pick: Pick): { text: string; kind: "text" | "number" | "time" } {
  const kinds = of === "runs" || of === "logged models" ? "mptan" : "tan";
  switch (pick([...kinds])) {
    case "m":
      return { text: `${pick(["metric", "metrics"])}.${key(pick)}`, kind: "number" };
    case "p":
      return {
        text: `${pick(["param", "params", "parameter", "parameters"])}.${key(pick)}`,
        kind: "text",
      };
    case "t":
      return { text: `${pick(["tag", "tags"])}.${key(pick)}`, kind: "text" };
    case "n":
      return {
        text: pick(["", "", "attribute."]) + pick(TIME_ATTRIBUTES[of] as string[]),
        kind: "time",
      };
    default:
      return {
        text: pick(["", "", "attribute."]) + pick(TEXT_ATTRIBUTES[of] as string[]),
        kind: "text",
      };
  }
}

function key(pick: Pick): string {
  const odd = pick([false, false, true]);
  const name = pick(odd ? ODD_KEYS : KEYS);
  const quote = odd ? pick(["`", '"', "`", ""]) : pick(["", "", "", "`", '"']);
  return quote + name + quote;
}

function condition(of: string, random: () => number, pick: Pick): string {
  const { text, kind } = subject(of, pick);
  const gap = () => pick([" ", " ", "", "  ", "\n"]);
  if (kind !== "text")
    return `${text}${gap()}${pick(["=", "!=", "<", "<=", ">", ">=", "<>", "LIKE"])}${gap()}${pick(NUMBERS)}`;
  const shape = random();
  if (shape < 0.12) return `${text} ${pick(["IS NULL", "IS NOT NULL", "is null"])}`;
  if (shape < 0.25) return `${text} ${pick(["IN", "NOT IN"])} ('abc', ${quoted(pick)})`;
  if (shape < 0.6)
    return `${text} ${pick(["LIKE", "ILIKE", "like", "RLIKE", "NOT LIKE"])} ${quoted(pick)}`;
  return `${text}${gap()}${pick(["=", "!=", "=", "!=", ">"])}${gap()}${quoted(pick)}`;
}

function quoted(pick: Pick): string {
  const text = pick(TEXTS);
  const quote = text.includes("'") ? '"' : text.includes('"') ? "'" : pick(["'", "'", '"']);
  return quote + text + quote;
}

/** The text with a piece taken out, doubled or put in. */
function mangled(text: string, random: () => number, pick: Pick): string {
  const at = Math.floor(random() * text.length);
  const length = 1 + Math.floor(random() * 3);
  const put = pick(["", "", "'", '"', "`", "(", ")", ".", " ", "OR ", "NOT ", "=", ";", ",", "-"]);
  return text.slice(0, at) + put + text.slice(at + (put === "" ? length : 0));
}
