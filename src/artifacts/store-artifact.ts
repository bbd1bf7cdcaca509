import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import { finished } from "node:stream";
import { errnoOf, fail, toFettleError } from "#ground/errors";
import { http } from "#ground/http";
import {
  OBJECT_ERRORS,
  type Pushing,
  type PutOptions,
  type Source,
  type Take,
} from "#ground/objects";
import type { ServerContext } from "#ground/server";
import { artifactHeld, refuseHeld } from "./artifact-held.ts";
import { type Owner, ownerOf } from "./artifact-owner.ts";
import { ARTIFACT_ERRORS } from "./errors.ts";
import { ownStore, type Place } from "./place.ts";

/** A client that sends nothing for so long is gone. */
const STALLED_MS = 300_000;

/**
 * Stores an artifact: whole, on disk and in its place, or not at all. An earlier one of the same path is replaced.
 * The error of an owner that is closed, as one in the trash is; ARTIFACTS_HELD where a registered version needs the earlier one.
 */
export async function storeArtifact(
  context: ServerContext,
  place: Place,
  source: Source | IncomingMessage,
): Promise<void> {
  if (source instanceof http.IncomingMessage) return storeBody(context, place, source);
  return placed(context, place, (options) => place.store.put(place.path, source, options));
}

/** As `storeArtifact`, with a file beside this server's own folder that is whole, durable and read-only. */
export function adoptArtifact(
  context: ServerContext,
  place: Place,
  file: string,
  size: number,
): Promise<void> {
  return placed(context, place, (options) =>
    ownStore(context).adopt(place.path, file, size, options),
  );
}

async function placed(
  context: ServerContext,
  place: Place,
  work: (options: PutOptions) => Promise<void>,
): Promise<void> {
  const owner = await writable(context, place);
  const held = context.hooks.of(artifactHeld).length > 0;
  try {
    await work({
      // A large one takes so long that its run may be deleted meanwhile.
      beforePlace: async () => void (await writable(context, place)),
      ...(held ? { beforeReplace: () => refuseHeld(place.uri, context) } : {}),
    });
    if (owner?.topic !== undefined) context.events.publish(owner.topic);
  } catch (error) {
    throw asOurs(context, error, place);
  }
}

async function storeBody(
  context: ServerContext,
  place: Place,
  body: IncomingMessage,
): Promise<void> {
  try {
    return await storeArtifact(context, place, bodyOf(body, place));
  } finally {
    // The rest of the body is let through, for the client reads no answer before it has sent all.
    body.resume();
  }
}

/** Whose a place is, where something may be written there. */
export async function writable(context: ServerContext, place: Place): Promise<Owner | undefined> {
  const owner = place.own ? await ownerOf({ path: place.path }, context) : undefined;
  if (owner?.closed !== undefined) throw owner.closed();
  if (place.inside === "" || owner?.root === place.path)
    throw fail(OBJECT_ERRORS, "OBJECT_INVALID", { path: place.inside });
  return owner;
}

/**
 * The body of a request as a source: one that breaks off, or stalls, throws ARTIFACTS_UPLOAD_ABORTED. What is not read is let
 * through when it ends, for the client reads no answer before it has sent all.
 */
export function bodyOf(body: IncomingMessage, place: Place): Pushing {
  return {
    async each(take) {
      const stalled = (): void =>
        void body.destroy(
          fail(ARTIFACT_ERRORS, "ARTIFACTS_UPLOAD_ABORTED", { path: place.inside }),
        );
      const timer = setTimeout(stalled, STALLED_MS);
      try {
        await flow(body, (piece) => {
          timer.refresh();
          return take(piece);
        });
      } catch (error) {
        const errno = errnoOf(error) ?? "";
        if (errno !== "ECONNRESET" && errno !== "ERR_STREAM_PREMATURE_CLOSE") throw error;
        throw fail(ARTIFACT_ERRORS, "ARTIFACTS_UPLOAD_ABORTED", { path: place.inside }, error);
      } finally {
        clearTimeout(timer);
        body.resume();
      }
    },
  };
}

/** Reads to the end, and no further than `take` follows; settles when the last of it is taken. */
function flow(body: IncomingMessage, take: Take): Promise<void> {
  return new Promise((resolve, reject) => {
    let taking: Promise<void> | undefined;
    const end = (error?: unknown): void => {
      stop();
      body.off("data", next);
      // Whoever takes the last piece is waited for in any case.
      Promise.resolve(taking).then(() => (error ? reject(error) : resolve()), reject);
    };
    const next = (piece: Uint8Array): void => {
      taking = undefined;
      try {
        taking = take(piece);
      } catch (error) {
        end(error);
      }
      if (taking === undefined) return;
      body.pause();
      taking.then(() => body.resume(), end);
    };
    const stop = finished(body, { writable: false }, end);
    body.on("data", next);
  });
}

/** What the path itself makes impossible is the client's matter for good; the rest is the machine's. */
export function asOurs(context: ServerContext, error: unknown, place: Place): unknown {
  const errno = errnoOf(error) ?? "";
  if (["EISDIR", "ENOTDIR", "ENOTEMPTY", "EEXIST", "ENAMETOOLONG", "ELOOP"].includes(errno))
    return fail(OBJECT_ERRORS, "OBJECT_INVALID", { path: place.inside }, error);
  return toFettleError(
    error,
    "write",
    place.own ? join(context.store.artifacts, place.path) : place.uri,
  );
}
