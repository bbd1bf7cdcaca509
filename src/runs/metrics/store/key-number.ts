import type { Reader } from "#ground/database";

const SQL = "SELECT id FROM runs_key WHERE name = ?";

/** The number of a key; `undefined` where nothing was ever logged under it. */
export async function selectKeyNumber(db: Reader, name: string): Promise<number | undefined> {
  return (await db.get<{ id: number }>(SQL, name))?.id;
}
