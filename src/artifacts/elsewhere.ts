import type { StoreSettings } from "#ground/server";
import { artifactsSettings } from "./config.ts";

/** Stores whose service follows from the scheme: a client goes to no host that whoever wrote the address chose. */
const OBJECT_STORES: ReadonlySet<string> = new Set(["s3", "gs", "wasbs", "dbfs"]);
/** What leads back to this server, as long as it names no host: `models:/name/1`, but not `models://profile@host/name/1`. */
const OWN: ReadonlySet<string> = new Set(["mlflow-artifacts", "runs", "models"]);
/** The address of a server's artifact proxy. */
const PROXY = /^[^/?#]*(?:\/[^?#]*)?\/api\/2\.0\/mlflow-artifacts\/artifacts(?:\/|$)/;
/** The ports that a client of MLflow takes where none is named; by `mlflow-artifacts:` it takes either. */
const PORTS: Readonly<Record<string, readonly string[]>> = {
  http: ["80"],
  https: ["443"],
  "mlflow-artifacts": ["80", "443"],
};

/**
 * Why an address must not be kept or handed out as the place of artifacts, as the rest of a sentence that names it: MLflow's clients would go to the
 * host in it with their token, or load a model from there. `undefined` for this server's own storage, for a place that
 * the settings name, for object stores and for what has no scheme, or `file:`, which others check.
 */
export function leadsElsewhere(settings: StoreSettings, uri: string): string | undefined {
  // Python, which the clients are written in, takes blanks away before a scheme.
  const [, name = "", rest = ""] = /^[\s\p{Cc}]*([a-z][a-z0-9+.-]*):(.*)$/isu.exec(uri) ?? [];
  const scheme = name.toLowerCase();
  if (scheme.length < 2 || scheme === "file") return undefined;
  const authority = /^\/\/([^/?#\\]*)/.exec(rest)?.[1];
  if (authority !== undefined && /:[^@]*@/.test(authority))
    return "has a name and a password in it, which a record must not keep";
  const { root, schemes } = settings.of(artifactsSettings);
  if (schemes.some((one) => one.toLowerCase() === scheme)) return undefined;
  if (OBJECT_STORES.has(scheme)) return undefined;
  if (OWN.has(scheme) && (authority ?? "") === "" && !rest.startsWith("\\")) return undefined;
  if (root !== undefined && isSameHost(uri, root)) return undefined;
  return `cannot use the '${scheme}' scheme: it addresses a host other than this server's artifact storage, and clients would go there with what they know; \`artifacts: schemes: [${scheme}]\` in the store's settings.yaml allows it`;
}

/** An address with what stands before the `@` of its host as `***`, for messages. */
export function withoutPassword(uri: string): string {
  return uri.replace(/(\/\/)[^/?#]*@/, "$1***@");
}

/** Whether an address names the artifact proxy on the host and port of another. */
function isSameHost(uri: string, root: string): boolean {
  const [here, there] = [targetsOf(root), targetsOf(uri)];
  return there.some((target) => here.includes(target));
}

function targetsOf(uri: string): readonly string[] {
  const [, name = "", rest = ""] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(uri) ?? [];
  const scheme = name.toLowerCase();
  const standard = PORTS[scheme];
  if (standard === undefined || (scheme !== "mlflow-artifacts" && !PROXY.test(rest))) return [];
  // An exact form: what two readers could take for two hosts is none.
  const [, host, port] = /^([a-z0-9.-]+|\[[0-9a-f:.]+\])(?::(\d{1,5}))?(?:\/|$)/i.exec(rest) ?? [];
  if (host === undefined) return [];
  return (port === undefined ? standard : [port]).map((one) => `${host.toLowerCase()} ${one}`);
}
