import type { IncomingHttpHeaders } from "node:http";
import { basename } from "node:path";
import { fail } from "#ground/errors";
import { type Answer, answer } from "#ground/http";
import { ARTIFACT_ERRORS } from "../errors.ts";
import type { Place } from "../place.ts";
import { savedHeaders, shownHeaders } from "./content-type.ts";
import { quoted, wantedOf } from "./range.ts";

export type SendOptions = {
  /** The request's, for ranges and conditions. */
  readonly headers?: IncomingHttpHeaders;
  /** In the page, what is safe is shown; elsewhere all is saved. */
  readonly as?: "shown" | "saved";
  /** The headers alone. */
  readonly head?: boolean;
};

/**
 * Sends the file at a place; whole or the range that is asked for. ARTIFACTS_UNKNOWN where there is no file.
 */
export async function sendArtifact(place: Place, options: SendOptions = {}): Promise<Answer> {
  const file = place.path === "" ? undefined : await place.store.open(place.path);
  if (file === undefined) throw fail(ARTIFACT_ERRORS, "ARTIFACTS_UNKNOWN", { path: place.inside });
  const name = basename(place.path);
  const wanted = wantedOf(options.headers ?? {}, file);
  const common = {
    ...(options.as === "saved" ? savedHeaders(name) : shownHeaders(name)),
    etag: quoted(file),
    "last-modified": file.modifiedAt.toUTCString(),
    "accept-ranges": "bytes",
  };
  if (wanted.status === 304 || wanted.status === 416) {
    file.close();
    if (wanted.status === 304) return answer({ status: 304, headers: common });
    return answer({
      status: 416,
      headers: {
        "content-range": `bytes */${file.size}`,
        "content-type": "application/json",
      },
      body: JSON.stringify({
        error_code: "INVALID_PARAMETER_VALUE",
        message: `the range begins behind the end of the file, which has ${file.size} bytes`,
      }),
    });
  }
  const { from, to } = wanted;
  const headers: Record<string, string> = { ...common, "content-length": String(to - from) };
  if (wanted.status === 206) headers["content-range"] = `bytes ${from}-${to - 1}/${file.size}`;
  if (options.head === true) {
    file.close();
    return answer({ headers });
  }
  return answer({ status: wanted.status, headers, body: file.body(from, to) });
}
