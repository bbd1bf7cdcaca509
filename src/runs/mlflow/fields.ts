import { checkKey, type Field, type Fields, field, invalid } from "#ground/mlflow";
import type { Pair } from "../model.ts";
import type { Lifecycle } from "../store/tables.ts";

/** A run, by either name of its id. */
export const RUN = { run_id: field.runId, run_uuid: field.text };

/** An experiment's id, which is a whole number as text. */
export function experimentId(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw invalid(
    text,
    "experiment_id",
    `Invalid experiment ID '${text.slice(0, 100)}'. Experiment ID must be a valid integer.`,
  );
}

/** An experiment. */
export const EXPERIMENT = {
  experiment_id: {
    ...field.needText,
    read: (fields: Fields, at: string) => experimentId(fields.needText(at)),
  },
};

/** A key of a metric, parameter or tag. */
export const keyField: Field<string> = {
  ...field.needText,
  about: "At most 250 of letters, digits, `_`, `-`, `.`, `:`, `/` and space.",
};

/** A parameter or a tag of a run. */
export const PAIR = { key: keyField, value: field.value };

/** Refuses a pair whose key nothing can have. */
export function checkedPair(pair: Pair, fields: Fields): Pair {
  checkKey(pair.key, fields.where("key"));
  return pair;
}

/** Many of them. */
export const pairs = field.messages({ key: field.needText, value: field.value }, checkedPair);

const VIEWS = ["ACTIVE_ONLY", "DELETED_ONLY", "ALL"] as const;

/** Which lifecycle a view shows; `undefined` shows all. */
export const view: Field<Lifecycle | undefined> = {
  type: "text",
  words: VIEWS,
  read(fields, at) {
    const asked = fields.word(at, VIEWS) ?? "ACTIVE_ONLY";
    if (asked === "ALL") return undefined;
    return asked === "ACTIVE_ONLY" ? "active" : "deleted";
  },
};
