import type { ServerContext } from "#ground/server";
import type { CarriedFiles } from "#ground/slice";
import { pageArtifacts } from "./list-artifacts.ts";
import { carriedPlaceAt } from "./place.ts";
import { sendArtifact } from "./sending/index.ts";
import { storeArtifact } from "./store-artifact.ts";

const LISTED = 1000;

/** The artifacts below the URI that `uriOf` says of a thing, as a transfer carries them. */
export function carriedFilesAt(
  uriOf: (context: ServerContext, id: string) => Promise<string>,
): CarriedFiles {
  return {
    async list(context, id, { path, after }) {
      const place = carriedPlaceAt(context, await uriOf(context, id), path);
      return pageArtifacts(context, place, {
        limit: LISTED,
        ...(after === undefined ? {} : { after }),
      });
    },
    async store(context, id, path, bytes) {
      await storeArtifact(context, carriedPlaceAt(context, await uriOf(context, id), path), bytes);
    },
    async send(context, id, path, headers) {
      const place = carriedPlaceAt(context, await uriOf(context, id), path);
      return sendArtifact(place, { headers, as: "saved" });
    },
  };
}
