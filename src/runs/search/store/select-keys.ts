import type { Settled } from "../../store/settled.ts";

const SEEN = "(? IS NULL OR r.project = ?) AND r.lifecycle = 'active'";

/** Asks the table for each key, of which there are few, and stops at a key's first run in the project. */
const seenIn = (table: string): string => `SELECT k.name FROM runs_key k WHERE EXISTS (
    SELECT 1 FROM ${table} l JOIN runs_run r ON r.number = l.run WHERE l.key = k.id AND ${SEEN})
  ORDER BY k.name`;
/** Steps from key to key of the index, since tags have no table of their keys. */
const TAGS = `WITH RECURSIVE k (name) AS (SELECT min(key) FROM runs_tag UNION ALL
    SELECT (SELECT min(key) FROM runs_tag WHERE key > k.name) FROM k WHERE k.name IS NOT NULL)
  SELECT k.name FROM k WHERE k.name IS NOT NULL AND EXISTS (
    SELECT 1 FROM runs_tag l JOIN runs_run r ON r.number = l.run WHERE l.key = k.name AND ${SEEN})`;

const BY_KIND = { metrics: seenIn("runs_summary"), params: seenIn("runs_param"), tags: TAGS };

/** The keys that a project's runs have logged; of all projects where none is named. */
export async function selectKeys(
  db: Settled,
  kind: keyof typeof BY_KIND,
  project: string | undefined,
): Promise<string[]> {
  const rows = await db.all<{ name: string }>(BY_KIND[kind], project ?? null, project ?? null);
  return rows.map((row) => row.name);
}
