import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { basename } from "node:path";
import { errnoOf, fail } from "#ground/errors";
import { type Answer, answer, type ServerContext } from "#ground/http";
import { ERRORS } from "../errors.ts";
import { artifactHeaders } from "./content-type.ts";
import { locate } from "./locate.ts";

/** No link is followed, and a pipe that somebody left there doesn't stall the server. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Streams the file of an artifact; RUNS_ARTIFACT_UNKNOWN where there is no file. */
export async function sendArtifact(context: ServerContext, location: string): Promise<Answer> {
  const { inside, path } = await locate(context, location);
  const file = await open(path, FLAGS).catch((error: unknown) => {
    const errno = errnoOf(error) ?? "";
    if (["ENOENT", "ENOTDIR", "ELOOP", "ENXIO", "ENAMETOOLONG"].includes(errno))
      throw fail(ERRORS, "RUNS_ARTIFACT_UNKNOWN", { path: inside }, error);
    throw error;
  });
  const info = await file.stat();
  if (!info.isFile()) {
    await file.close();
    throw fail(ERRORS, "RUNS_ARTIFACT_UNKNOWN", { path: inside });
  }
  return answer({
    headers: {
      ...artifactHeaders(basename(path)),
      "content-length": String(info.size),
      "last-modified": info.mtime.toUTCString(),
    },
    // What is sent is what was there when the length was told, should the file be replaced by a shorter one meanwhile.
    body: file.createReadStream({ highWaterMark: 256 * 1024, ...range(info.size) }),
  });
}

function range(size: number): { end?: number } {
  return size === 0 ? {} : { end: size - 1 };
}
