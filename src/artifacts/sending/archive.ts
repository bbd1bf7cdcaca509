import { Readable } from "node:stream";
import { fail } from "#ground/errors";
import { type Answer, answer } from "#ground/http";
import { walk } from "#ground/objects";
import { ARTIFACT_ERRORS } from "../errors.ts";
import type { Place } from "../place.ts";
import { disposition } from "./content-type.ts";
import { type ZipFile, zip } from "./zip.ts";

/**
 * Sends the folder at a place as a zip archive while it is read; `name` is the archive's own, without `.zip`.
 * ARTIFACTS_UNKNOWN where there is no folder; a run's own folder may be empty.
 */
export async function sendArchive(place: Place, name: string): Promise<Answer> {
  const kind = await place.store.kindOf(place.path);
  if (kind !== "folder" && !(kind === undefined && place.inside === ""))
    throw fail(ARTIFACT_ERRORS, "ARTIFACTS_UNKNOWN", { path: place.inside });
  return answer({
    headers: {
      "content-type": "application/zip",
      "content-disposition": disposition("attachment", `${name}.zip`),
      "cache-control": "private, no-cache",
    },
    body: Readable.from(zip(filesOf(place)), { objectMode: false, highWaterMark: 256 * 1024 }),
  });
}

/** A path as an archive may hold it: for Windows a backslash leads into folders, and out of them. */
function nameIn(folder: string, path: string): string {
  const name = folder === "" ? path : path.slice(folder.length + 1);
  return name.replaceAll("\\", "%5C");
}

async function* filesOf(place: Place): AsyncGenerator<ZipFile> {
  for await (const { path } of walk(place.store, place.path)) {
    const file = await place.store.open(path);
    // One that was taken away meanwhile is not there.
    if (file === undefined) continue;
    const { size, modifiedAt } = file;
    let isRead = false;
    try {
      yield {
        name: nameIn(place.path, path),
        size,
        modifiedAt,
        async *body() {
          isRead = true;
          const body = file.body(0, size);
          if (body instanceof Uint8Array) yield body;
          else yield* body;
        },
      };
    } finally {
      if (!isRead) file.close();
    }
  }
}
