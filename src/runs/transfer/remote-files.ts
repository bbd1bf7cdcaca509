import type { ServerClient } from "#ground/http";
import type { ArtifactEntry } from "../model.ts";
import type { ArtifactOwner } from "./source.ts";

/** Where the files of an owner are at our server. */
export function filesRoute(owner: ArtifactOwner): string {
  return `/api/fettle/1/runs/import/files/${owner.of}/${encodeURIComponent(owner.id)}`;
}

/** All files of an owner that our server holds, folders opened. */
export async function* remoteFiles(
  client: ServerClient,
  owner: ArtifactOwner,
  path = "",
): AsyncIterable<ArtifactEntry> {
  let after: string | undefined;
  do {
    const page = await client.get<{ files: ArtifactEntry[]; next?: string }>(filesRoute(owner), {
      path,
      after,
    });
    for (const entry of page.files) {
      if (entry.folder) yield* remoteFiles(client, owner, entry.path);
      else yield entry;
    }
    after = page.next;
  } while (after !== undefined);
}
