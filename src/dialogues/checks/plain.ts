/** A text without what two people may write differently: composed accents, runs and kinds of space, capitals. */
export function plain(text: string): string {
  return text.normalize("NFC").replace(/\s+/g, " ").toLowerCase();
}
