import type { LoadedIntent, Prediction } from "./model.ts";
import type { Message } from "./preprocessing.ts";

/**
 * Remembers what the model made of a message: predictions, not replies, since a reply also depends on
 * what was said before it. The oldest entry goes first.
 */
export class PredictionCache {
  readonly #entries = new Map<string, Prediction>();
  readonly #entriesMax: number;

  constructor(entriesMax = 10_000) {
    this.#entriesMax = entriesMax;
  }

  get(message: Message, model: LoadedIntent): Prediction | undefined {
    return this.#entries.get(keyOf(message, model));
  }

  put(message: Message, model: LoadedIntent, prediction: Prediction): void {
    const key = keyOf(message, model);
    this.#entries.delete(key);
    this.#entries.set(key, prediction);
    const oldest = this.#entries.keys().next();
    if (this.#entries.size > this.#entriesMax && !oldest.done) this.#entries.delete(oldest.value);
  }
}

// With the text alone as the key, the champion of last week would go on answering every question it
// was ever asked after a better model was promoted, and worst so the most frequent ones. The alias
// would not do either: it keeps its name while it moves to another version.
function keyOf(message: Message, { name, version }: LoadedIntent): string {
  return `${name}@${version} ${message.text}`;
}
