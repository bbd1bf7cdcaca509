/** A value as a check tells it: JSON, cut where it gets long. */
export function inWords(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > 300 ? `${text.slice(0, 297)}...` : text;
}

/** What the agent said, in quotes. */
export function saidInWords(messages: readonly string[]): string {
  return messages.length === 0 ? "the agent said nothing" : inWords(messages.join("\n"));
}
