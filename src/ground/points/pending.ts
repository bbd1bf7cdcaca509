import { PointList } from "./point-list.ts";

/** What came in for one run. */
export type PendingRun = {
  /** When it came in last, ms. */
  seenAt: number;
  /** Points by the number of their key. */
  readonly metrics: Map<number, PointList>;
};

/** Points that are on disk as they came in, and not in blocks yet. */
export class Pending {
  readonly runs = new Map<number, PendingRun>();
  /** How many points. */
  points = 0;
  /** How many metrics of runs. */
  metrics = 0;
  /** The latest row of the inbox that is in here. */
  lastRow = 0;

  /** What came in for a run, at this time. */
  run(number: number, at: number): PendingRun {
    const found = this.runs.get(number);
    if (found !== undefined) {
      if (at > found.seenAt) found.seenAt = at;
      return found;
    }
    const made: PendingRun = { seenAt: at, metrics: new Map() };
    this.runs.set(number, made);
    return made;
  }

  add(run: PendingRun, key: number, step: number, time: number, value: number): void {
    let list = run.metrics.get(key);
    if (list === undefined) {
      list = new PointList();
      run.metrics.set(key, list);
      this.metrics += 1;
    }
    list.add(step, time, value);
    this.points += 1;
  }
}
