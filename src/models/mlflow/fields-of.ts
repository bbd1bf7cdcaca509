import { fail } from "#ground/errors";
import type { Fields } from "#ground/mlflow";
import { checkTag } from "../change-tags.ts";
import { ERRORS } from "../errors.ts";
import { isWireName } from "../model.ts";

/** A model's name; one that no model can have is refused, and a blank one counts as absent. */
export function nameOf(fields: Fields, field = "name"): string {
  const name = fields.needText(field);
  if (!isWireName(name)) throw fail(ERRORS, "MODELS_NAME_INVALID", { name });
  return name;
}

/** A version's number, which MLflow sends as text. */
export function versionOf(fields: Fields): number {
  const text = fields.needText("version").trim();
  if (/^[+-]?\d{1,15}$/.test(text)) return Number(text);
  throw fail(ERRORS, "MODELS_VALUE_INVALID", {
    problem: `Parameter 'version' must be an integer, got '${text.slice(0, 100)}'.`,
  });
}

/** The tags of a request; of two with the same key the later counts. */
export function tagsOf(fields: Fields): Record<string, string> {
  const tags: Record<string, string> = Object.create(null);
  for (const tag of fields.list("tags")) {
    const key = tag.needText("key");
    const value = tag.value("value");
    checkTag(key, value);
    tags[key] = value;
  }
  return tags;
}
