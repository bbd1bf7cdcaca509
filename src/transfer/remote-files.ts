import type { ServerClient } from "#ground/http";
import type { FilesAnswer, TransferApi } from "./api.ts";
import type { FileOwner } from "./sources/index.ts";

/** Where a file of a thing is at our server: by its whole path, which may hold signs that no path of a request may. */
export function fileRoute({ of, id }: FileOwner, path: string): string {
  return `/api/fettle/1/transfer/file/${of}/${encodeURIComponent(id)}?${new URLSearchParams({ path })}`;
}

/** All files of a thing that our server holds, folders opened. */
export async function* remoteFiles(
  client: ServerClient,
  owner: FileOwner,
  path?: string,
): AsyncIterable<FilesAnswer["files"][number]> {
  let after: string | undefined;
  do {
    const page = await client.api<TransferApi>().get("/api/fettle/1/transfer/files/:of/:id", {
      params: { of: owner.of, id: owner.id },
      query: { path, after },
    });
    for (const entry of page.files) {
      if (entry.folder) yield* remoteFiles(client, owner, entry.path);
      else yield entry;
    }
    after = page.next;
  } while (after !== undefined);
}
