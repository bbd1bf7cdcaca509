import { createHmac, randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import { join } from "node:path";
import { fail } from "#ground/errors";
import { writeFileWhole } from "#ground/files";
import { sameSecret, schemeOf } from "#ground/http";
import type { ServerContext } from "#ground/server";
import { ARTIFACT_ERRORS } from "../errors.ts";

const FILE = "artifact-key";
const KEY_BYTES = 32;
const keys = new WeakMap<ServerContext, Buffer>();

/**
 * The query of an address that may be asked without the token until it expires: MLflow's client sends neither token nor
 * cookie to an address that it was given. `what` is all that the address is for, so that it is good for nothing else.
 */
export function signedQuery(context: ServerContext, what: string, forMs: number): string {
  const expires = String(context.clock.now() + forMs);
  return `expires=${expires}&signature=${signature(context, what, expires)}`;
}

/** Throws ARTIFACTS_LINK_REFUSED unless the query was signed here, for this, and has not expired. */
export function checkSigned(context: ServerContext, what: string, query: URLSearchParams): void {
  const expires = query.get("expires") ?? "";
  const given = query.get("signature") ?? "";
  if (!sameSecret(given, signature(context, what, expires)))
    throw fail(ARTIFACT_ERRORS, "ARTIFACTS_LINK_REFUSED", {
      problem: "the address is not one that this server signed",
    });
  if (!(Number(expires) > context.clock.now()))
    throw fail(ARTIFACT_ERRORS, "ARTIFACTS_LINK_REFUSED", { problem: "the address has expired" });
}

function signature(context: ServerContext, what: string, expires: string): string {
  return createHmac("sha256", keyOf(context)).update(`${expires}\n${what}`).digest("base64url");
}

/** Kept in the store, so that an upload goes on when the server was started again. */
function keyOf(context: ServerContext): Buffer {
  const known = keys.get(context);
  if (known !== undefined) return known;
  const path = join(context.store.folder, FILE);
  const kept = existsSync(path) ? Buffer.from(readFileSync(path, "utf8").trim(), "hex") : undefined;
  const key = kept?.length === KEY_BYTES ? kept : randomBytes(KEY_BYTES);
  if (key !== kept) writeFileWhole(path, `${key.toString("hex")}\n`, 0o600);
  keys.set(context, key);
  return key;
}

/**
 * The address under which the client reached this server: the name it asked for, which the listener has checked, and
 * what a proxy before it says of the scheme and of a path in front.
 */
export function originOf(headers: IncomingHttpHeaders): string {
  const first = (name: string): string =>
    String(headers[name] ?? "")
      .split(",")[0]
      ?.trim() ?? "";
  const prefix = /^(?:\/[\w.-]+)+$/.exec(first("x-forwarded-prefix"))?.[0] ?? "";
  return `${schemeOf(headers)}://${headers.host ?? "localhost"}${prefix}`;
}
