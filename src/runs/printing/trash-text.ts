import { table } from "#ground/cli";
import { bytes } from "#ground/words";
import type { Purged, TrashList } from "../trash/index.ts";
import { dateText, shortId } from "./cells.ts";

/** What lies in the trash, as a table. */
export function trashText(list: TrashList): string {
  if (list.items.length === 0) return "the trash is empty";
  const rows = list.items.map((item) => [
    item.kind,
    shortId(item.id),
    item.name,
    item.experiment,
    item.runs,
    item.bytes === null ? "-" : bytes(item.bytes),
    dateText(item.deletedAt),
    item.purgeAt === null ? "never" : dateText(item.purgeAt).slice(0, 10),
    item.referencedBy.join(", ") || "-",
  ]);
  const head = ["", "id", "name", "experiment", "runs", "size", "deleted", "purged on", "held by"];
  const more = list.total - list.items.length;
  const rest = more > 0 ? `, ${more} more` : "";
  return `${table(head, rows)}\n${bytes(list.bytes)} in all${rest}`;
}

/** What a purge removed. */
export function purgedText({ runs, experiments, bytes: size }: Purged): string {
  if (runs + experiments === 0) return "nothing to purge";
  const parts = [`${runs} ${runs === 1 ? "run" : "runs"}`];
  if (experiments > 0)
    parts.push(`${experiments} ${experiments === 1 ? "experiment" : "experiments"}`);
  return `purged ${parts.join(" and ")}, ${bytes(size)}`;
}
