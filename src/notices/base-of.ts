import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ServerContext } from "#ground/server";
import type { Notice } from "./model.ts";

/** Where the page is: as the notice says, else where this server listens; null where that is not known. */
export function baseOf(
  context: Pick<ServerContext, "store">,
  notice: Pick<Notice, "link">,
): string | null {
  if (notice.link !== null) return notice.link.replace(/\/+$/, "");
  try {
    const file = readFileSync(join(context.store.folder, "server.json"), "utf8");
    const { url } = JSON.parse(file) as { url?: string };
    return url ?? null;
  } catch {
    return null;
  }
}
