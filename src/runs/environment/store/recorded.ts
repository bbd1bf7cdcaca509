import type { Reader, Tx } from "#ground/database";

/** What is recorded with a run as a text of its own. */
export type RecordedKind = "environment" | "patch";

const KEEP = "INSERT INTO runs_text (hash, body) VALUES (?, ?) ON CONFLICT DO NOTHING";
const NAME = `INSERT INTO runs_recorded (run, kind, hash) VALUES (?, ?, ?)
  ON CONFLICT (run, kind) DO UPDATE SET hash = excluded.hash`;
const READ = `SELECT c.kind, t.body FROM runs_recorded c JOIN runs_text t ON t.hash = c.hash WHERE c.run = ?`;
const HASHES = "SELECT hash FROM runs_recorded WHERE run = ?";
const FORGET = "DELETE FROM runs_recorded WHERE run = ?";
const UNUSED = `DELETE FROM runs_text WHERE hash = ?
  AND NOT EXISTS (SELECT 1 FROM runs_recorded c WHERE c.hash = runs_text.hash)`;

/** Records a text with a run; runs with the same text share it. `hash` is that of the text. */
export async function insertRecorded(
  tx: Tx,
  run: number,
  recorded: { kind: RecordedKind; hash: string; body: string },
): Promise<void> {
  await tx.run(KEEP, recorded.hash, recorded.body);
  await tx.run(NAME, run, recorded.kind, recorded.hash);
}

/** The texts recorded with a run. */
export async function selectRecorded(
  db: Reader,
  run: number,
): Promise<Partial<Record<RecordedKind, string>>> {
  const rows = await db.all<{ kind: RecordedKind; body: string }>(READ, run);
  return Object.fromEntries(rows.map((row) => [row.kind, row.body]));
}

/** The texts recorded with these runs, by their number; runs without any are left out. */
export async function selectRecordedOf(
  db: Reader,
  runs: readonly number[],
): Promise<ReadonlyMap<number, Partial<Record<RecordedKind, string>>>> {
  const rows = await db.all<{ run: number; kind: RecordedKind; body: string }>(
    `SELECT c.run, c.kind, t.body FROM runs_recorded c JOIN runs_text t ON t.hash = c.hash
      WHERE c.run IN (${runs.map(() => "?").join(", ")})`,
    ...runs,
  );
  const found = new Map<number, Partial<Record<RecordedKind, string>>>();
  for (const { run, kind, body } of rows) found.set(run, { ...found.get(run), [kind]: body });
  return found;
}

/** Removes a run's texts, and those that no other run has. */
export async function deleteUnusedTexts(tx: Tx, run: number): Promise<void> {
  const texts = await tx.all<{ hash: string }>(HASHES, run);
  await tx.run(FORGET, run);
  for (const { hash } of texts) await tx.run(UNUSED, hash);
}
