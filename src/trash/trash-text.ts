import { table } from "#ground/cli";
import { bytes, dateText } from "#ground/words";
import { countsText, type Purged, shortId, type TrashList } from "./model.ts";

/** What lies in the trash, as a table. */
export function trashText(list: TrashList): string {
  if (list.items.length === 0) return "the trash is empty";
  const rows = list.items.map((item) => [
    item.kind,
    shortId(item.id),
    item.name,
    item.place || "-",
    item.holds,
    item.bytes === null ? "-" : bytes(item.bytes),
    dateText(item.deletedAt),
    item.purgeAt === null ? "never" : dateText(item.purgeAt).slice(0, 10),
    item.referencedBy.join(", ") || "-",
  ]);
  const head = ["", "id", "name", "in", "holds", "size", "deleted", "purged on", "held by"];
  const more = list.total - list.items.length;
  const rest = more > 0 ? `, ${more} more` : "";
  const waits = list.waits === null ? "" : `\n${list.waits.why}`;
  return `${table(head, rows)}\n${bytes(list.bytes)} in all${rest}${waits}`;
}

/** What a purge removed. */
export function purgedText({ gone, bytes: size }: Purged): string {
  const words = countsText(gone);
  return words === "" ? "nothing to purge" : `purged ${words}, ${bytes(size)}`;
}
