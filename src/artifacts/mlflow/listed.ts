/** As often does MLflow's client decode a name. */
const DECODINGS = 10;

/**
 * Whether MLflow's client takes an entry of a list. For one name that it does not, such as `a#b`, it refuses the whole list
 * and can fetch nothing beside it either, so such a file, which only an import can bring, is in no list of MLflow's.
 * Fettle's page and exports have it (mlflow/utils/uri.py, validate_path_is_safe).
 */
export function isListed(name: string): boolean {
  let now = name;
  for (let i = 0; i < DECODINGS; i += 1) {
    const next = now.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
    if (next === now) return !isRefused(now);
    now = next;
  }
  return false;
}

function isRefused(decoded: string): boolean {
  const isAbsolute = /^\/|^[A-Za-z]:[\\/]|^[\\/]{2}/.test(decoded);
  return (
    isAbsolute ||
    decoded.includes("#") ||
    decoded.split("/").includes("..") ||
    /^file:/i.test(decoded)
  );
}
