import { fail } from "#ground/errors";
import { type Field, field } from "#ground/mlflow";
import { checkTag } from "../change-tags.ts";
import { ERRORS } from "../errors.ts";
import { isWireName } from "../model.ts";

/** A model's name; one that no model can have is refused, and a blank one counts as absent. */
export const modelName: Field<string> = {
  ...field.needText,
  about: "Not empty, without `/` and `:`.",
  read(fields, at) {
    const name = fields.needText(at);
    if (!isWireName(name)) throw fail(ERRORS, "MODELS_NAME_INVALID", { name });
    return name;
  },
};

/** A version's number, which MLflow sends as text. */
const versionNumber: Field<number> = {
  type: "text",
  required: true,
  about: "A whole number, as text.",
  read(fields, at) {
    const text = fields.needText(at).trim();
    if (/^[+-]?\d{1,15}$/.test(text)) return Number(text);
    throw fail(ERRORS, "MODELS_VALUE_INVALID", {
      problem: `Parameter 'version' must be an integer, got '${text.slice(0, 100)}'.`,
    });
  },
};

/** A registered model. */
export const MODEL = { name: modelName };

/** A version of one. */
export const VERSION = { name: modelName, version: versionNumber };

/** A tag that is set. */
export const TAG = { key: field.needText, value: field.value };

const pairs = field.messages(TAG, (tag) => {
  checkTag(tag.key, tag.value);
  return tag;
});

/** Tags; of two with the same key the later counts. */
export const tagsField: Field<Record<string, string>> = {
  ...pairs,
  read: (fields, at) =>
    Object.assign(
      Object.create(null),
      Object.fromEntries(pairs.read(fields, at).map(({ key, value }) => [key, value])),
    ),
};
