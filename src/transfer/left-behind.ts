/** Counts what can't be carried over: `traces` to 12. */
export class LeftBehind extends Map<string, number> {
  add(what: string, count = 1): void {
    if (count > 0) this.set(what, (this.get(what) ?? 0) + count);
  }
}
