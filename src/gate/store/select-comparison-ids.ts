import type { Reader } from "#ground/database";

const SQL = "SELECT id FROM gate_comparison WHERE id >= ? AND id < ? ORDER BY id LIMIT 2";

/** Up to two ids that begin with these hex digits: two mean that more digits are needed. */
export async function selectComparisonIds(db: Reader, beginning: string): Promise<string[]> {
  // "g" follows "f", the last of the hex digits.
  const rows = await db.all<{ id: string }>(SQL, beginning, `${beginning}g`);
  return rows.map((row) => row.id);
}
