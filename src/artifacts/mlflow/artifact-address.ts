import type { IncomingHttpHeaders } from "node:http";
import { fail } from "#ground/errors";
import type { ServerContext } from "#ground/server";
import { ARTIFACT_ERRORS } from "../errors.ts";
import { originOf, signedQuery } from "../parts/index.ts";
import type { Place } from "../place.ts";

/** Where signed addresses lead. */
export const SIGNED = "/api/2.0/mlflow-artifacts/signed";
/** A download of many ranges, on a slow line. */
const DOWNLOAD_MS = 6 * 3_600_000;

/** An address from which the file at a place of this server's own folder can be fetched in ranges, without the token. */
export async function artifactAddress(
  context: ServerContext,
  place: Place,
  headers: IncomingHttpHeaders,
): Promise<{ url: string; headers: object; file_size: number }> {
  const file = place.path === "" ? undefined : await place.store.open(place.path);
  if (file === undefined) throw fail(ARTIFACT_ERRORS, "ARTIFACTS_UNKNOWN", { path: place.inside });
  file.close();
  const path = place.path.split("/").map(encodeURIComponent).join("/");
  const query = signedQuery(context, `file ${place.path}`, DOWNLOAD_MS);
  return {
    url: `${originOf(headers)}${SIGNED}/${path}?${query}`,
    headers: {},
    file_size: file.size,
  };
}
