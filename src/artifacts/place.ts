import { fail, isFettleError } from "#ground/errors";
import {
  insidePath,
  type LocalFolder,
  localFolder,
  OBJECT_ERRORS,
  type ObjectStore,
  OWN_FOLDER,
  ownPath,
} from "#ground/objects";
import type { ServerContext } from "#ground/server";
import { artifactsSettings } from "./config.ts";
import { ARTIFACT_ERRORS } from "./errors.ts";
import { folderOf, wayDown } from "./folder-of.ts";

/** Where an artifact, or a folder of them, is. It need not exist. */
export type Place = {
  readonly store: ObjectStore;
  /** In the store. */
  readonly path: string;
  /** Relative to what the caller named; empty for that itself. */
  readonly inside: string;
  /** The same as a URI, in the form in which the URI of its run or logged model begins. */
  readonly uri: string;
  /** It is this server's own folder. */
  readonly own: boolean;
};

/** `mlflow-artifacts:/a/b`, and with a host, which is whoever serves it. */
const OWN = /^mlflow-artifacts:(?:\/\/[^/]*(?=\/|$))?\/*([\s\S]*)$/i;
/** The address of a server's artifact proxy, as an artifact root. It is not asked: it is this server's own folder. */
const PROXY =
  /^https?:\/\/[^/?#]+(?:\/[^?#]*?)?\/api\/2\.0\/mlflow-artifacts\/artifacts(?:\/([^?#]*))?$/i;

const stores = new WeakMap<ServerContext, Map<string, LocalFolder>>();

/** The store of this server's own folder. */
export function ownStore(context: ServerContext): LocalFolder {
  return storeIn(context, context.store.artifacts, true);
}

function storeIn(context: ServerContext, root: string, own: boolean): LocalFolder {
  const known = stores.get(context) ?? new Map<string, LocalFolder>();
  stores.set(context, known);
  const store = known.get(root) ?? localFolder(root, own);
  known.set(root, store);
  return store;
}

/** The place of a path below this server's own folder, as the artifact proxy is asked for it. */
export function ownPlace(context: ServerContext, given: string): Place {
  const path = insidePath(given);
  return {
    store: ownStore(context),
    path,
    inside: path,
    uri: `mlflow-artifacts:/${path}`,
    own: true,
  };
}

/**
 * The place of `inside` below a URI that a record holds: `mlflow-artifacts:/...`, the address of an artifact proxy, or a
 * folder of this machine as a `file:` URI or a path, which the settings must allow - now, whatever they allowed when the
 * URI was recorded. ARTIFACTS_ELSEWHERE for any other, PATH_INVALID for a path that is none.
 */
export function placeAt(context: ServerContext, uri: string, inside = ""): Place {
  return placeWithin(context, uri, insidePath(inside));
}

/**
 * As `placeAt`, for what transfers carry: `inside` may hold any name that a file can have, which MLflow's wire may refuse.
 */
export function carriedPlaceAt(context: ServerContext, uri: string, inside = ""): Place {
  const place = placeWithin(context, uri, inside === "" ? "" : ownPath(inside));
  // At the top of a store that name is the store's own.
  if (place.path.toLowerCase().startsWith(OWN_FOLDER))
    throw fail(OBJECT_ERRORS, "PATH_INVALID", { path: inside.slice(0, 200) });
  return place;
}

/**
 * As `placeAt`, for what is looked at or deleted: also by a name that an import brought, though no path of MLflow's wire
 * may have it (`a#b`, `%2F`).
 */
export function anyPlaceAt(context: ServerContext, uri: string, inside = ""): Place {
  try {
    return placeAt(context, uri, inside);
  } catch (error) {
    if (!isFettleError(error) || error.code !== "PATH_INVALID") throw error;
    return carriedPlaceAt(context, uri, inside);
  }
}

function placeWithin(context: ServerContext, uri: string, within: string): Place {
  const below = within === "" ? uri : `${uri.replace(/\/+$/, "")}/${within}`;
  const own = OWN.exec(uri)?.[1] ?? proxied(uri);
  if (own !== undefined) {
    const path = join(insidePath(own), within);
    return { store: ownStore(context), path, inside: within, uri: below, own: true };
  }
  const folder = folderOf(uri);
  const root = context.settings
    .of(artifactsSettings)
    .fileRoots.find((one) => folder !== undefined && wayDown(one, folder) !== undefined);
  if (folder === undefined || root === undefined)
    throw fail(ARTIFACT_ERRORS, "ARTIFACTS_ELSEWHERE", { uri: uri.slice(0, 500) });
  const path = join(wayDown(root, folder) as string, within);
  return { store: storeIn(context, root, false), path, inside: within, uri: below, own: false };
}

function proxied(uri: string): string | undefined {
  const match = PROXY.exec(uri);
  return match === null ? undefined : (match[1] ?? "");
}

function join(one: string, other: string): string {
  return one === "" || other === "" ? one + other : `${one}/${other}`;
}
