import type { Fields } from "#ground/mlflow";
import { checkKey } from "../limits.ts";
import type { Pair } from "../model.ts";

/** A parameter or a tag of a request. */
export function pairOf(fields: Fields): Pair {
  const key = fields.needText("key");
  checkKey(key, fields.where("key"));
  return { key, value: fields.value("value") };
}
