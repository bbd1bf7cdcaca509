import { readFileSync } from "node:fs";
import { type ServerContext, serverFile } from "#ground/server";
import type { Notice } from "./model.ts";

/** Where the page is: as the notice says, else where this server listens; null where that is not known. */
export function baseOf(
  context: Pick<ServerContext, "store">,
  notice: Pick<Notice, "link">,
): string | null {
  if (notice.link !== null) return notice.link.replace(/\/+$/, "");
  try {
    const file = readFileSync(serverFile(context.store.folder), "utf8");
    const { url } = JSON.parse(file) as { url?: string };
    return url ?? null;
  } catch {
    return null;
  }
}
