import type { DatabaseSync } from "node:sqlite";

/** Makes a table of these rows; its columns are those of the first. */
export function makeTable(
  db: DatabaseSync,
  name: string,
  ...rows: Readonly<Record<string, string | number | null>>[]
): void {
  const columns = Object.keys(rows[0] ?? {});
  db.exec(`CREATE TABLE ${name} (${columns.join(", ")})`);
  db.exec("BEGIN");
  const insert = db.prepare(`INSERT INTO ${name} VALUES (${columns.map(() => "?").join(", ")})`);
  for (const row of rows) insert.run(...columns.map((column) => row[column] ?? null));
  db.exec("COMMIT");
}
