import { fail } from "#ground/errors";
import { defineHook } from "#ground/hooks";
import type { ServerContext } from "#ground/server";
import type { CarriedFiles, CarriedKind, Carry } from "#ground/slice";
import { ERRORS } from "./errors.ts";

/** Filled by app with the `carry` of every manifest, lower slices first. */
export const carries = defineHook<() => readonly Carry[]>("transfer.carries");

/** What every slice carries, in the order in which it is given; what ties things together comes last. */
export function carriesOf(context: ServerContext): readonly Carry[] {
  const all = context.hooks.of(carries).flatMap((list) => list());
  return [...all.filter(({ ties }) => ties !== true), ...all.filter(({ ties }) => ties === true)];
}

/** All kinds of records, in that order. */
export function kindsOf(context: ServerContext): readonly CarriedKind[] {
  return carriesOf(context).flatMap(({ kinds }) => kinds);
}

/** The files of things of a kind; TRANSFER_KIND where it has none. */
export function filesOf(context: ServerContext, kind: string): CarriedFiles {
  const found = kindsOf(context).find(({ name }) => name === kind)?.files;
  if (found === undefined) throw fail(ERRORS, "TRANSFER_KIND", { kind, what: "files" });
  return found;
}

/** Puts a thing into the trash; TRANSFER_KIND where nothing of its kind can lie there. */
export async function trashOne(context: ServerContext, kind: string, key: string): Promise<void> {
  const trash = kindsOf(context).find(({ name }) => name === kind)?.trash;
  if (trash === undefined)
    throw fail(ERRORS, "TRANSFER_KIND", { kind, what: "place in the trash" });
  await trash(context, key);
}
