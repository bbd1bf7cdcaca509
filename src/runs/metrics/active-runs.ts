import type { Database } from "#ground/database";
import { selectActiveRun } from "../store/select-active-run.ts";

/** So many runs are remembered; one costs some 150 bytes. */
const KNOWN_MAX = 50_000;

/** The numbers of runs that may be written to, by id, so that a logged point needs no look at the table. */
export class ActiveRuns {
  readonly #database: Database;
  readonly #known = new Map<string, number>();
  #changes = 0;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The number of a run, where it is known to be active. */
  known(id: string): number | undefined {
    return this.#known.get(id);
  }

  /** The number of a run that may be written to; RUNS_UNKNOWN or RUNS_DELETED otherwise. */
  async find(id: string): Promise<number> {
    const changes = this.#changes;
    const number = await selectActiveRun(this.#database, id);
    // A run that was deleted since it was read must not be remembered as it was.
    if (changes === this.#changes) this.remember(id, number);
    return number;
  }

  remember(id: string, number: number): void {
    if (this.#known.size >= KNOWN_MAX) this.#known.clear();
    this.#known.set(id, number);
  }

  /** Forgets a run, or all, since whether they may be written to has changed. */
  forget(id?: string): void {
    this.#changes += 1;
    if (id === undefined) this.#known.clear();
    else this.#known.delete(id);
  }
}
