import { isDeepStrictEqual } from "node:util";
import type { Reader, Tx } from "#ground/database";
import type { Taken } from "#ground/slice";
import { addChoices, selectChoices } from "../store/project-choices.ts";
import { addView, selectEveryView } from "../views/index.ts";
import type { RecordOf } from "./records.ts";

type Kept = RecordOf<"view" | "choices">;

/** What is kept beside the runs of a project, or of all: saved views, and what the project chose. */
export async function* keptRecords(db: Reader, project: string | undefined): AsyncIterable<Kept> {
  for (const one of await selectChoices(db, project)) yield { type: "choices", ...one };
  for (const { deletedAt, ...one } of await selectEveryView(db, project)) {
    const lifecycle = deletedAt === null ? "active" : "deleted";
    yield { type: "view", id: `${one.project}/${one.name}`, lifecycle, ...one };
  }
}

/** Takes it in; what is here of the same name stays, and where it is another one that is refused. */
export async function takeKept(tx: Tx, record: Kept, now: number): Promise<Taken> {
  const deletedAt = record.type === "view" && record.lifecycle === "deleted" ? now : null;
  const isNew =
    record.type === "view"
      ? await addView(tx, { ...record, deletedAt })
      : await addChoices(tx, record);
  if (isNew) return { outcome: "new" };
  for await (const here of keptRecords(tx, record.project))
    if (isDeepStrictEqual(here, record)) return { outcome: "same" };
  const what = record.type === "view" ? `the view ${record.id}` : `the choice of ${record.project}`;
  return { outcome: "refused", note: `${what} is another one here, and stays` };
}
