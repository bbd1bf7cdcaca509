import type { Reader } from "#ground/database";

type Which = { readonly name: string; readonly version: number };

const BELOW = `SELECT name, version FROM models_versions
  WHERE location > ? AND location < ? AND deleted_at IS NULL ORDER BY location LIMIT 1`;
const OF_RUNS = `SELECT id, name, version FROM (
    SELECT run_id AS id, name, version FROM models_versions
    WHERE run_id IN (SELECT value FROM json_each(?)) AND deleted_at IS NULL
    UNION SELECT model_id AS id, name, version FROM models_versions
    WHERE model_id IN (SELECT value FROM json_each(?)) AND deleted_at IS NULL)
  ORDER BY name, version`;
const DEPTH_MAX = 100;

/** A version whose files are at a URI, above it or beneath it; deleted ones hold nothing. */
export async function selectHolder(db: Reader, uri: string): Promise<Which | undefined> {
  const above = ancestors(uri);
  const sql = `SELECT name, version FROM models_versions
    WHERE location IN (${above.map(() => "?").join(", ")}) AND deleted_at IS NULL LIMIT 1`;
  const found = await db.get<Which>(sql, ...above);
  // `0` follows `/` in the order of text: all that begins with `uri/` lies between.
  return found ?? (await db.get<Which>(BELOW, `${uri}/`, `${uri}0`));
}

/** The versions that were registered from these runs and logged models. */
export function selectHoldersOf(
  db: Reader,
  ids: readonly string[],
): Promise<(Which & { readonly id: string })[]> {
  const list = JSON.stringify(ids);
  return db.all<Which & { readonly id: string }>(OF_RUNS, list, list);
}

/** The URI itself and the folders above it, nearest first. */
function ancestors(uri: string): string[] {
  const all = [uri];
  for (let at = uri.lastIndexOf("/"); at > 0 && all.length < DEPTH_MAX; ) {
    const folder = uri.slice(0, at);
    if (folder.endsWith(":")) break;
    all.push(folder);
    at = folder.lastIndexOf("/");
  }
  return all;
}
