import { Notes } from "./notes.ts";

/** Counts what can't be carried over, `traces` to 12, and notes whose it was where that can be said. */
export class LeftBehind extends Map<string, number> {
  /** A line for each that has a name. */
  readonly notes = new Notes();

  /** `of` says whose it is: `run 1a2b: metric loss`. */
  add(what: string, count = 1, of?: string): void {
    if (count <= 0) return;
    this.set(what, (this.get(what) ?? 0) + count);
    const times = count === 1 ? "" : ` (${count})`;
    if (of !== undefined) this.notes.tell(`not carried over: ${of}${times}, of: ${what}`);
  }
}
