/** What stands in the place of a secret. */
export const HIDDEN = "***";

/** Where secrets stand in a text: pairs of the first place and the one behind the last. */
export class Spans {
  readonly #found: { readonly start: number; readonly end: number }[] = [];

  /** What is empty or was hidden before is no secret, so that redacting again changes nothing. */
  add(text: string, start: number, end: number): void {
    if (end > start && !/^\**$/.test(text.slice(start, Math.min(end, start + 50))))
      this.#found.push({ start, end });
  }

  get isEmpty(): boolean {
    return this.#found.length === 0;
  }

  /** The text with each of them hidden; those that overlap are one. */
  hide(text: string): string {
    if (this.#found.length === 0) return text;
    const sorted = this.#found.toSorted((a, b) => a.start - b.start);
    const parts: string[] = [];
    let kept = 0;
    let hiddenTo = -1;
    for (const { start, end } of sorted) {
      if (start >= hiddenTo) parts.push(text.slice(kept, start), HIDDEN);
      hiddenTo = Math.max(hiddenTo, end);
      kept = hiddenTo;
    }
    parts.push(text.slice(kept));
    return parts.join("");
  }
}
