import { fail } from "#ground/errors";
import { nearest } from "#ground/words";
import { ERRORS } from "../errors.ts";
import type { Case } from "../model.ts";

/** Which cases to run: those that fit one of `what` and have one of `tags`, or exactly those in `ids`. */
export type Selection = {
  /** Files, folders (relative to the project's root, separated by `/`), case ids, or parts of a title, id or file. */
  readonly what?: readonly string[];
  readonly tags?: readonly string[];
  readonly ids?: readonly string[];
};

/** The cases that fit. A word that fits none is DIALOGUES_NOTHING_SELECTED, so that a typing error never passes. */
export function selectCases(cases: readonly Case[], selection: Selection = {}): Case[] {
  const { what = [], tags = [], ids } = selection;
  const nothing = (wanted: string, near: string | undefined) =>
    fail(ERRORS, "DIALOGUES_NOTHING_SELECTED", { wanted, near, total: cases.length });
  for (const word of what)
    if (!cases.some((one) => fits(one, word)))
      throw nothing(JSON.stringify(word), nearestOf(word, namesOf(cases)));
  for (const tag of tags)
    if (!cases.some((one) => one.tags.includes(tag)))
      throw nothing(`the tag ${JSON.stringify(tag)}`, nearestOf(tag, tagsOf(cases)));
  const wantedIds = ids === undefined ? undefined : new Set(ids);
  const selected = cases.filter(
    (one) =>
      (wantedIds === undefined || wantedIds.has(one.id)) &&
      (what.length === 0 || what.some((word) => fits(one, word))) &&
      (tags.length === 0 || tags.some((tag) => one.tags.includes(tag))),
  );
  if (selected.length === 0) throw nothing("all that was asked for together", undefined);
  return selected;
}

function fits(one: Case, word: string): boolean {
  const path = word.replace(/^\.\//, "").replace(/\/+$/, "");
  if (one.file === path || one.file.startsWith(`${path}/`) || one.id === path) return true;
  const part = word.toLowerCase();
  return [one.dialogue, one.id, one.file].some((name) => name.toLowerCase().includes(part));
}

/** Capitals are no typing errors. */
function nearestOf(word: string, names: readonly string[]): string | undefined {
  const small = names.map((name) => name.toLowerCase());
  const near = nearest(word.toLowerCase(), small);
  return near === undefined ? undefined : names[small.indexOf(near)];
}

function namesOf(cases: readonly Case[]): string[] {
  return [...new Set(cases.flatMap((one) => [one.dialogue, one.file, one.id]))];
}

function tagsOf(cases: readonly Case[]): string[] {
  return [...new Set(cases.flatMap((one) => one.tags))];
}
