/** What lies in the trash: a run, or an experiment with all its runs. */
export type TrashItem = {
  readonly kind: "run" | "experiment";
  /** A run's id, or an experiment's, which is digits. */
  readonly id: string;
  readonly name: string;
  /** Name of the experiment. */
  readonly experiment: string;
  readonly project: string;
  /** How many runs it holds; 1 for a run. */
  readonly runs: number;
  /** Bytes of its artifacts; null where they have not been measured yet. */
  readonly bytes: number | null;
  readonly deletedAt: number;
  /** When it is purged; null where the trash is kept for ever. */
  readonly purgeAt: number | null;
  /** What holds it: `model intent@2`, `report 3f2a...`. It is not purged before these are gone. */
  readonly referencedBy: readonly string[];
};

/** Answer of `GET /api/fettle/1/runs/trash`. */
export type TrashList = {
  /** The latest first, at most as many as asked for. */
  readonly items: readonly TrashItem[];
  /** How many there are. */
  readonly total: number;
  /** Of all that was measured. */
  readonly bytes: number;
};

/** What was purged for good, and what had to stay. */
export type Purged = {
  readonly runs: number;
  readonly experiments: number;
  readonly bytes: number;
};

/** Ids of experiments are digits; those of runs are 32 hex digits or another server's. */
export function isExperimentId(id: string): boolean {
  return /^\d{1,15}$/.test(id);
}
