import type { ServerClient } from "#ground/http";
import type { TrashApi } from "./api.ts";

/** Lets the server put things into the trash, all of them or none. */
export async function sendToTrash(
  server: ServerClient,
  things: readonly { readonly kind: string; readonly id: string }[],
): Promise<void> {
  await server.api<TrashApi>().post("/api/fettle/1/trash", { body: { things: [...things] } });
}
