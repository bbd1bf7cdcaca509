import type { Reader } from "#ground/database";

const SQL =
  "SELECT id FROM dialogues_reports WHERE ? IS NULL OR project = ? ORDER BY started_at, id";

/** The ids of all reports of a project or of all, oldest first. */
export async function reportIds(db: Reader, project: string | undefined): Promise<string[]> {
  const given = project ?? null;
  return (await db.all<{ id: string }>(SQL, given, given)).map(({ id }) => id);
}
