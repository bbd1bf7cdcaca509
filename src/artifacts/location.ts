import { resolve } from "node:path";
import { invalid } from "#ground/mlflow";
import type { StoreSettings } from "#ground/server";
import { artifactsSettings } from "./config.ts";
import { leadsElsewhere, withoutPassword } from "./elsewhere.ts";
import { folderOf, wayDown } from "./folder-of.ts";

/** As MLflow's server allows it. */
const LOCATION_MAX = 2048;
const SCHEME = /^([a-z][a-z0-9+.-]+):/i;
/** Where the artifacts of this server are. */
const OWN = /^mlflow-artifacts:/;

/**
 * A location of artifacts as it is kept. It is a URI, or a folder on this machine, which must lie below one
 * of the settings' `artifacts.fileRoots`; a relative one is resolved against the server's working directory, as MLflow's server
 * does. The locations of object stores are kept as they are: the client reads and writes there itself. One that names a
 * host of somebody's choice is refused.
 */
export function checkLocation(settings: StoreSettings, given: string): string {
  const refuse = (problem: string) => invalid(withoutPassword(given), "artifact_location", problem);
  if ([...given].length > LOCATION_MAX)
    throw refuse(`the location may have at most ${LOCATION_MAX} characters`);
  if (!given.isWellFormed() || /\p{Cc}/u.test(given))
    throw refuse("a location has no control characters");
  const scheme = SCHEME.exec(given)?.[1]?.toLowerCase();
  if (scheme === "runs") throw refuse("Artifact location cannot be a runs:/ URI");
  if (scheme === "models") throw refuse("a registered model is no place for artifacts");
  if (climbs(given)) throw refuse("a location has no `..` in it");
  const elsewhere = leadsElsewhere(settings, given);
  if (elsewhere !== undefined) throw refuse(`'artifact_location' ${elsewhere}`);
  if (scheme === undefined || scheme === "file") return checkFolder(settings, given, refuse);
  if (given.includes("#") || /;[^/]*$/.test(given.split("?")[0] as string))
    throw refuse("'artifact_location' URL can't include fragments or params.");
  return given.replace(/(?<!:)\/+$/, "");
}

function checkFolder(
  settings: StoreSettings,
  given: string,
  refuse: (problem: string) => Error,
): string {
  if (/[#;?]/.test(given))
    throw refuse("'artifact_location' URL can't include fragments or params.");
  const isUri = /^file:/i.test(given);
  const folder = isUri ? folderOf(given) : resolve(given);
  if (folder === undefined) throw refuse("expected file:/// and an absolute path of this machine");
  if (!settings.of(artifactsSettings).fileRoots.some((root) => wayDown(root, folder) !== undefined))
    throw refuse(
      "this server keeps artifacts in its own store; artifacts.fileRoots in the store's settings.yaml allows other folders",
    );
  return isUri ? given.replace(/(?<!file:\/\/)\/+$/, "") : folder;
}

/** Whether a text has a segment `..` once it is decoded, however often it was encoded. */
function climbs(text: string): boolean {
  let now = text;
  for (let i = 0; i < 10; i += 1) {
    if (/(?:^|[/\\?&=:])\.\.(?:$|[/\\?&])/.test(now)) return true;
    let next: string;
    try {
      next = decodeURIComponent(now);
    } catch {
      return false;
    }
    if (next === now) return false;
    now = next;
  }
  return true;
}

/** Where a new folder of this name keeps its artifacts; null where this server's own folder holds it. */
export function newLocation(settings: StoreSettings, name: string): string | null {
  const root = settings.of(artifactsSettings).root;
  return root === undefined || /^mlflow-artifacts:\/*$/.test(root)
    ? null
    : belowLocation(root, name);
}

/** A path below a URI; a query stays at its end. */
export function belowLocation(uri: string, inside: string): string {
  const at = uri.indexOf("?");
  const [path, query] = at === -1 ? [uri, ""] : [uri.slice(0, at), uri.slice(at)];
  const trimmed = OWN.test(path) || path.endsWith("//") ? path : path.replace(/\/+$/, "");
  return `${trimmed}${trimmed.endsWith("/") ? "" : "/"}${inside}${query}`;
}
