import type { Reader } from "#ground/database";

const SQL = "SELECT id FROM runs_key WHERE name = ?";
const NAME =
  "SELECT r.id AS run, k.name FROM runs_run r, runs_key k WHERE r.number = ? AND k.id = ?";

/** The number of a key; `undefined` where nothing was ever logged under it. */
export async function selectKeyNumber(db: Reader, name: string): Promise<number | undefined> {
  return (await db.get<{ id: number }>(SQL, name))?.id;
}

/** The id of the run and the name of the key of a metric. */
export function selectMetricName(db: Reader, { run, key }: { run: number; key: number }) {
  return db.get<{ run: string; name: string }>(NAME, run, key);
}
