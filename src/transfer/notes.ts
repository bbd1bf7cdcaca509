/** So many lines are kept; a report of more is read by nobody, and would fill the memory. */
const NOTES_MAX = 10_000;

/** What a person should know, in the order in which it was found. */
export class Notes {
  readonly told: string[] = [];

  tell(note: string): void {
    if (this.told.length < NOTES_MAX) this.told.push(note);
    else if (this.told.length === NOTES_MAX) this.told.push("... and more of the kind");
  }
}
