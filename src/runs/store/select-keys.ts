import type { Reader } from "#ground/database";

/** Asks the table for each key, of which there are few, and stops at a key's first run in the project. */
const seenIn = (table: string): string => `SELECT k.name FROM runs_key k WHERE EXISTS (
    SELECT 1 FROM ${table} l JOIN runs_run r ON r.number = l.run
    WHERE l.key = k.id AND (? IS NULL OR r.project = ?) AND r.lifecycle = 'active')
  ORDER BY k.name`;
const METRICS = seenIn("runs_summary");
const PARAMS = seenIn("runs_param");

/** The keys that a project's runs have logged; of all projects where none is named. */
export async function selectKeys(
  db: Reader,
  kind: "metrics" | "params",
  project: string | undefined,
): Promise<string[]> {
  const sql = kind === "metrics" ? METRICS : PARAMS;
  const rows = await db.all<{ name: string }>(sql, project ?? null, project ?? null);
  return rows.map((row) => row.name);
}
