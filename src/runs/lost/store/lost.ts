import type { Reader, Tx } from "#ground/database";

/** A run that is not over, and what says how long it may be silent. */
export type OpenRun = {
  readonly number: number;
  readonly id: string;
  /** When it last said anything, by the server's clock. */
  readonly seen_at: number;
  /** Its own deadline in milliseconds, where it was started with one. */
  readonly lost_after: number | null;
  /** The tags `fettle.lostAfter` of the run and of its experiment. */
  readonly run_tag: string | null;
  readonly experiment_tag: string | null;
  /** What its project chose, in milliseconds. */
  readonly project_choice: number | null;
};

const ADOPT =
  "UPDATE runs_run SET seen_at = ? WHERE status = 'RUNNING' AND seen_at IS NULL AND lifecycle = 'active'";
const UNADOPTED =
  "SELECT 1 AS one FROM runs_run WHERE status = 'RUNNING' AND seen_at IS NULL AND lifecycle = 'active' LIMIT 1";
const OPEN = `SELECT r.number, r.id, r.seen_at, r.lost_after, t.value AS run_tag, x.value AS experiment_tag,
    p.lost_after AS project_choice
  FROM runs_run r
  LEFT JOIN runs_tag t ON t.run = r.number AND t.key = 'fettle.lostAfter'
  LEFT JOIN runs_experiment_tag x ON x.experiment = r.experiment AND x.key = 'fettle.lostAfter'
  LEFT JOIN runs_project p ON p.project = r.project
  WHERE r.status = 'RUNNING' AND r.lifecycle = 'active' AND r.lost_at IS NULL AND r.seen_at < ?
  ORDER BY r.number`;
const MARK = `UPDATE runs_run SET lost_at = ?
  WHERE number = ? AND status = 'RUNNING' AND lifecycle = 'active' AND lost_at IS NULL AND seen_at = ?`;

/** Whether a run is open that nobody has noted a time for: it has only just been started. */
export async function hasUnadopted(db: Reader): Promise<boolean> {
  return (await db.get(UNADOPTED)) !== undefined;
}

/** Lets the time of these begin now. */
export async function adoptRuns(tx: Tx, at: number): Promise<void> {
  await tx.run(ADOPT, at);
}

/** The runs that are not over and have said nothing since a time. */
export function selectSilent(db: Reader, since: number): Promise<OpenRun[]> {
  return db.all<OpenRun>(OPEN, since);
}

/** Marks a run as lost; false where it has ended or was heard of meanwhile. */
export async function markLost(
  tx: Tx,
  run: Pick<OpenRun, "number" | "seen_at">,
  at: number,
): Promise<boolean> {
  const { changes } = await tx.run(MARK, at, run.number, run.seen_at);
  return changes === 1;
}
