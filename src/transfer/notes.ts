const NOTES_MAX = 100;

/** What a person should know, as much of it as can be read. */
export class Notes {
  readonly told: string[] = [];

  tell(note: string): void {
    if (this.told.length < NOTES_MAX) this.told.push(note);
    else if (this.told.length === NOTES_MAX) this.told.push("... and more of the kind");
  }
}
